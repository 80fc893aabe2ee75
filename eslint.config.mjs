import eslint from "@eslint/js";
import html from "eslint-plugin-html";
import tseslint from "typescript-eslint";

const editor = {
  extends: [eslint.configs.recommended],
  languageOptions: {
    sourceType: "script",
    globals: { RED: "readonly", $: "readonly", window: "readonly", document: "readonly" },
  },
};

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "resources/**",
      ".dist-*/**",
      "coverage/**",
      "node_modules/**",
      "compat/node_modules/**",
      ".node-red*/**",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [eslint.configs.recommended, ...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: ["./tsconfig.test.json"], tsconfigRootDir: import.meta.dirname } },
    rules: {
      // The client, axios and Mustache load at first use, by require inside a function; scripts/check-arrows.mjs watches that.
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" },
      ],
      // An interface that is asynchronous has implementations that need not wait.
      "@typescript-eslint/require-await": "off",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"], location: "start" }],
    },
  },
  { files: ["src/**/*.ts"], rules: { "max-lines": ["error", 250] } },
  { files: ["nodes/**/*.ts"], rules: { "max-lines": ["error", 80] } },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      // What a test reads is often JSON of unknown shape; its assertions say what it must be.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      "@typescript-eslint/unbound-method": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name=/^(describe|it|suite|test)$/][property.name=/^(only|skip)$/]",
          message: "A focused or skipped test hides the others.",
        },
      ],
    },
  },
  { files: ["nodes/**/*.html"], plugins: { html }, ...editor },
  { files: ["src/editor/**/*.js"], ...editor },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: {
        console: "readonly",
        fetch: "readonly",
        module: "writable",
        process: "readonly",
        require: "readonly",
        setTimeout: "readonly",
        URL: "readonly",
        __dirname: "readonly",
      },
    },
  },
);
