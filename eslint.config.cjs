const globals = require("globals");
const jsdoc = require("eslint-plugin-jsdoc");

const rules = {
    "no-undef": "error",
    "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
    "no-var": "error",
    "prefer-const": "error",
    "no-console": "error",
    "no-eval": "error",
    "no-implied-eval": "error",
    "no-shadow": "error",
    "no-unreachable": "error",
    "no-duplicate-imports": "error",
    "no-await-in-loop": "off",
    "no-constant-condition": "error",
    "no-dupe-keys": "error",
    "no-self-assign": "error",
    "no-template-curly-in-string": "error",
    "no-unneeded-ternary": "error",
    "no-useless-return": "error",
    "object-shorthand": "error",
    complexity: ["error", 12],
    curly: "error",
    eqeqeq: ["error", "always", {null: "ignore"}],
    radix: "error",
    "sort-imports": ["error", {ignoreCase: true, ignoreDeclarationSort: true}],
    "jsdoc/check-param-names": "error",
    "jsdoc/check-types": "error",
};

module.exports = [
    {ignores: ["**/static/lib/**"]},
    {
        files: ["**/*.js"],
        plugins: {jsdoc},
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        rules,
    },
];
