(function () {
  if (document.getElementById("vehicle-cloud-style")) return;

  /** Colours only from the editor's own variables, so that dark themes work; rows wrap, so that a narrow dialog works. */
  const rules = `
    /* A dialog opens as wide as its longest line would like to be; ours takes the width it is given. */
    .vehicle-cloud-form {
      width: 0;
      min-width: 100%;
    }
    .vehicle-cloud-form .vehicle-cloud-note {
      margin: 2px 0 0;
      font-size: 12px;
      line-height: 1.4;
      color: var(--red-ui-primary-text-color);
    }
    .vehicle-cloud-form [data-overview] > .vehicle-cloud-note,
    .vehicle-cloud-form details > div:not(.vehicle-cloud-field) > .vehicle-cloud-note {
      margin: -6px 0 8px;
    }
    .vehicle-cloud-form details > div:not(.vehicle-cloud-field) > textarea + .vehicle-cloud-note {
      margin: 2px 0 0;
    }
    .vehicle-cloud-form .vehicle-cloud-note a {
      text-decoration: underline;
    }
    .vehicle-cloud-form .vehicle-cloud-field {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 6px;
    }
    .vehicle-cloud-form .vehicle-cloud-field > label {
      flex: 0 0 124px;
      width: auto;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-field > input,
    .vehicle-cloud-form .vehicle-cloud-field > select,
    .vehicle-cloud-form .vehicle-cloud-field > .vehicle-cloud-wide {
      flex: 1 1 180px;
      min-width: 0;
      width: auto;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-field > select:has(+ select),
    .vehicle-cloud-form .vehicle-cloud-field > select + select {
      flex-basis: 90px;
    }
    .vehicle-cloud-form .vehicle-cloud-field > input[type="number"] {
      flex: 0 1 90px;
    }
    /* Room for "12:59 PM" and the browser's clock sign. */
    .vehicle-cloud-form .vehicle-cloud-field > input[type="time"] {
      flex: 0 0 130px;
    }
    .vehicle-cloud-out-of-range {
      border-color: var(--red-ui-form-input-border-error-color) !important;
    }
    .red-ui-help code {
      white-space: normal;
      overflow-wrap: anywhere;
    }
    .red-ui-help dl.message-properties > dt {
      white-space: normal;
    }
    .vehicle-cloud-form input[type="time"] {
      height: 34px;
      padding: 6px;
      border: 1px solid var(--red-ui-form-input-border-color);
      border-radius: 4px;
      background: var(--red-ui-form-input-background);
      color: var(--red-ui-form-text-color);
    }
    .vehicle-cloud-form .vehicle-cloud-field > .vehicle-cloud-note {
      flex: 1 1 100%;
    }
    .vehicle-cloud-form .vehicle-cloud-field > .vehicle-cloud-check {
      flex: 1 1 auto;
      width: auto;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-check > input {
      width: auto;
      margin: -2px 4px 0 0;
    }
    .vehicle-cloud-form summary {
      cursor: pointer;
      margin-bottom: 12px;
    }
    .vehicle-cloud-form .red-ui-editableList-header,
    .vehicle-cloud-form .vehicle-cloud-row {
      display: grid;
      grid-template-columns: 34px minmax(60px, 1fr) max-content;
      gap: 8px;
      align-items: center;
    }
    .vehicle-cloud-form .red-ui-editableList-header {
      padding: 4px 40px 4px 12px;
    }
    .vehicle-cloud-form .vehicle-cloud-row input {
      width: 100%;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-row input[type="checkbox"] {
      width: auto;
      justify-self: start;
    }
    .vehicle-cloud-form .vehicle-cloud-fence {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 4px 8px;
      align-items: end;
    }
    .vehicle-cloud-form .vehicle-cloud-fence > label {
      width: auto;
      margin: 0;
      font-size: 12px;
      line-height: 1.5;
    }
    .vehicle-cloud-form .vehicle-cloud-fence > .vehicle-cloud-fence-name {
      grid-column: span 2;
    }
    .vehicle-cloud-form .vehicle-cloud-fence > .vehicle-cloud-fence-corners,
    .vehicle-cloud-form .vehicle-cloud-fence > .vehicle-cloud-note {
      grid-column: 1 / -1;
    }
    .vehicle-cloud-form .vehicle-cloud-fence input,
    .vehicle-cloud-form .vehicle-cloud-fence select,
    .vehicle-cloud-form .vehicle-cloud-fence textarea {
      width: 100%;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-fence:empty {
      min-height: 118px;
    }
    .vehicle-cloud-form .vehicle-cloud-fence[data-shape="circle"] > .vehicle-cloud-fence-corners,
    .vehicle-cloud-form .vehicle-cloud-fence[data-shape="polygon"] > .vehicle-cloud-fence-circle {
      display: none;
    }
    .vehicle-cloud-form .vehicle-cloud-fence.vehicle-cloud-chosen {
      box-shadow: -4px 0 0 #f0620a;
    }
    .vehicle-cloud-form .vehicle-cloud-fence .vehicle-cloud-note:empty {
      display: none;
    }
    .vehicle-cloud-form .vehicle-cloud-learned > .red-ui-editableList-item-remove {
      visibility: hidden;
    }
    .vehicle-cloud-form #vehicle-cloud-filter {
      width: 100%;
      margin: 6px 0;
    }
    .vehicle-cloud-form .vehicle-cloud-ask {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 6px;
      margin-left: 6px;
    }
    .vehicle-cloud-form .vehicle-cloud-mark {
      grid-column: 2 / -1;
      font-size: 12px;
      font-style: italic;
      color: var(--red-ui-primary-text-color);
    }
    .vehicle-cloud-form .vehicle-cloud-mark:empty {
      display: none;
    }
    .vehicle-cloud-form .vehicle-cloud-id,
    .vehicle-cloud-form textarea {
      font-family: var(--red-ui-monospace-font);
      font-size: 12px;
    }
    .vehicle-cloud-form textarea {
      width: 100%;
      margin: 8px 0 4px;
    }
    .vehicle-cloud-form #vehicle-cloud-diagnostics-text {
      color: var(--red-ui-form-text-color);
    }
    .vehicle-cloud-form #vehicle-cloud-show-ids,
    .vehicle-cloud-form #vehicle-cloud-remove-all,
    .vehicle-cloud-form .vehicle-cloud-ask,
    .vehicle-cloud-form #vehicle-cloud-try-row {
      margin-top: 8px;
    }
    .vehicle-cloud-form #vehicle-cloud-remove-all {
      margin-left: 6px;
    }
    .vehicle-cloud-form [role="group"] > .vehicle-cloud-check {
      display: block;
      width: auto;
      margin-top: 8px;
    }
    .vehicle-cloud-form #vehicle-cloud-given {
      color: var(--red-ui-form-text-color);
      opacity: 1;
    }
    .vehicle-cloud-form .vehicle-cloud-result:not(:empty) {
      margin-top: 8px;
      padding: 8px 10px;
      border-left: 4px solid var(--red-ui-secondary-border-color);
      background: var(--red-ui-secondary-background);
      overflow-wrap: anywhere;
    }
    .vehicle-cloud-form .vehicle-cloud-result.vehicle-cloud-ok {
      border-left-color: var(--red-ui-border-color-success);
    }
    .vehicle-cloud-form .vehicle-cloud-result.vehicle-cloud-failed {
      border-left-color: var(--red-ui-border-color-error);
    }
    .vehicle-cloud-form .vehicle-cloud-result > * {
      margin-bottom: 2px;
    }
    .vehicle-cloud-form .vehicle-cloud-details {
      font-size: 12px;
      color: var(--red-ui-primary-text-color);
    }
    .vehicle-cloud-form .vehicle-cloud-details > * {
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-fault:not(:empty) {
      flex: 1 1 100%;
      font-weight: bold;
    }
    .vehicle-cloud-form .vehicle-cloud-profile-group {
      min-width: 0;
      margin: 10px 0 0;
      padding: 4px 10px 8px;
      border: 1px solid var(--red-ui-form-input-border-color);
    }
    .vehicle-cloud-form .vehicle-cloud-profile-group > legend {
      width: auto;
      margin: 0;
      padding: 0 4px;
      border: 0;
      font-size: 14px;
      line-height: 1.5;
      font-weight: bold;
      color: var(--red-ui-form-text-color);
    }
    .vehicle-cloud-form .vehicle-cloud-profile-row {
      margin-top: 6px;
    }
    .vehicle-cloud-form .vehicle-cloud-profile-row > textarea {
      flex: 1 1 180px;
      width: auto;
      min-width: 0;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-profile-call {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 6px;
      margin: 6px 0;
    }
    .vehicle-cloud-form .vehicle-cloud-profile-name {
      flex: 0 0 100px;
      overflow-wrap: anywhere;
    }
    .vehicle-cloud-form .vehicle-cloud-profile-call > input {
      flex: 1 1 110px;
      width: auto;
      min-width: 0;
      margin: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-profile-call > input:first-of-type {
      flex: 2 1 200px;
    }
    .vehicle-cloud-form .vehicle-cloud-endpoints {
      max-height: 260px;
      overflow: auto;
      border: 1px solid var(--red-ui-form-input-border-color);
    }
    .vehicle-cloud-form .vehicle-cloud-endpoints details {
      padding-left: 10px;
    }
    .vehicle-cloud-form .vehicle-cloud-endpoint {
      display: block;
      width: 100%;
      padding: 4px 8px;
      border: 0;
      background: none;
      color: inherit;
      text-align: left;
      overflow-wrap: anywhere;
    }
    .vehicle-cloud-form .vehicle-cloud-endpoint.vehicle-cloud-chosen {
      background: var(--red-ui-list-item-background-selected);
    }
    .vehicle-cloud-form .vehicle-cloud-endpoints [role="treeitem"]:focus-visible {
      outline: 1px solid var(--red-ui-form-input-focus-color);
      outline-offset: -1px;
    }
    .vehicle-cloud-form .vehicle-cloud-parameter {
      display: flex;
      align-items: center;
      gap: 6px;
      margin-bottom: 6px;
    }
    .vehicle-cloud-form .vehicle-cloud-parameter > .vehicle-cloud-parameter-name {
      flex: 0 0 140px;
      width: 140px;
    }
    .vehicle-cloud-form .vehicle-cloud-parameter > .red-ui-typedInput-container {
      flex: 1 1 0;
      min-width: 0;
    }
    .vehicle-cloud-form .vehicle-cloud-endpoint span {
      display: block;
    }`;
  $("<style>", { id: "vehicle-cloud-style", text: rules }).appendTo(document.head);
})();
