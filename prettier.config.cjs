/** @type {import('prettier').Config} */
module.exports = {
    printWidth: 88,
    bracketSpacing: false,
    trailingComma: "es5",
    tabWidth: 4,
    plugins: [require.resolve("@prettier/plugin-xml")],
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: ["*.json"], options: {tabWidth: 2}}],
};
