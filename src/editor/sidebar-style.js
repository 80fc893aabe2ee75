(function () {
  if (document.getElementById("vehicle-cloud-sidebar-style")) return;

  /** Colours from the editor's own variables where it has one; moods are mixed with them, so that dark themes work. */
  const rules = `
    .vc-sidebar {
      --vc-good: #2f9e5b;
      --vc-middle: #d99a1c;
      --vc-low: #d6493f;
      --vc-busy: #3a7fd5;
      --vc-soft: var(--red-ui-secondary-text-color, #777);
      --vc-line: var(--red-ui-secondary-border-color, #ddd);
      --vc-card: var(--red-ui-form-input-background, #fff);
      position: absolute;
      inset: 0;
      overflow: auto;
      container-type: inline-size;
      overflow-wrap: anywhere;
      color: var(--red-ui-primary-text-color);
      background: var(--red-ui-secondary-background);
      font-size: 13px;
      line-height: 1.4;
      outline: none;
    }
    /* The editor's own rules for these have an id in them. */
    #red-ui-editor .vc-sidebar :is(button, input) {
      margin: 0;
      font-size: 12px;
    }
    #red-ui-editor .vc-sidebar .vc-link {
      margin-inline-end: 6px;
    }
    .vc-sidebar.vc-cut .vc-list {
      opacity: 0.55;
    }
    .vc-notice:not(:empty) {
      margin: 10px;
      padding: 10px 12px;
      border-radius: 6px;
      border-left: 4px solid var(--vc-middle);
      background: var(--vc-card);
    }
    .vc-section {
      min-width: 0;
      padding: 10px 10px 14px;
    }
    .vc-section + .vc-section {
      border-top: 1px solid var(--vc-line);
    }
    .vc-account h3 {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 8px;
      margin: 0;
      font-size: 15px;
      line-height: 1.4;
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .vc-account h3 > span {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
    }
    .vc-account small,
    .vc-model,
    .vc-age,
    .vc-requests,
    .vc-webhook,
    .vc-count,
    .vc-caption,
    .vc-trouble {
      color: var(--vc-soft);
      font-size: 12px;
      font-weight: 400;
    }
    .vc-session {
      font-size: 12px;
    }
    .vc-dot {
      display: inline-block;
      width: 8px;
      height: 8px;
      margin-right: 6px;
      border-radius: 50%;
      background: var(--vc-soft);
    }
    .vc-dot.vc-good {
      background: var(--vc-good);
    }
    .vc-dot.vc-warn {
      background: var(--vc-middle);
    }
    .vc-dot.vc-bad {
      background: var(--vc-low);
    }
    .vc-note {
      margin: 6px 0;
      padding: 6px 10px;
      border-left: 4px solid var(--vc-line);
      border-radius: 4px;
      background: var(--vc-card);
      font-size: 12px;
      overflow-wrap: anywhere;
    }
    .vc-note.vc-warn {
      border-left-color: var(--vc-middle);
    }
    .vc-note.vc-bad {
      border-left-color: var(--vc-low);
    }
    .vc-requests {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 2px 10px;
    }
    .vc-rate {
      display: inline-flex;
      align-items: center;
      gap: 6px;
    }
    .vc-trouble summary,
    .vc-commands summary {
      cursor: pointer;
    }
    .vc-trouble p {
      margin: 2px 0 4px;
      overflow-wrap: anywhere;
    }
    .vc-trouble.vc-bad summary,
    .vc-webhook .vc-warn {
      color: var(--vc-low);
    }
    .vc-webhook .fa {
      width: 16px;
    }
    .vc-link {
      padding: 0;
      border: 0;
      background: none;
      color: var(--red-ui-text-color-link, inherit);
      font: inherit;
      text-align: start;
      text-decoration: underline;
      cursor: pointer;
      overflow-wrap: anywhere;
      margin-right: 6px;
    }
    .vc-vehicles {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
      gap: 10px;
      margin-top: 8px;
    }
    .vc-vehicles:has(.vc-fleet) {
      display: block;
    }
    .vc-vehicles p.vc-none {
      margin: 0;
      color: var(--vc-soft);
    }
    .vc-card {
      min-width: 0;
      padding: 10px 12px;
      border: 1px solid var(--vc-line);
      border-radius: 10px;
      background: var(--vc-card);
      box-shadow: 0 1px 2px rgba(0, 0, 0, 0.06);
      cursor: grab;
    }
    .vc-card:focus-within,
    .vc-card:hover {
      border-color: var(--red-ui-form-input-border-color, #bbb);
    }
    .vc-section > div:not(.vc-vehicles) > .vc-card {
      margin-top: 10px;
    }
    .vc-head {
      display: flex;
      align-items: center;
      gap: 10px;
    }
    .vc-title {
      flex: 1 1 auto;
      min-width: 0;
    }
    .vc-title h4 {
      margin: 0;
      font-size: 14px;
      line-height: 1.3;
      font-weight: 600;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .vc-model {
      display: block;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .vc-silhouette {
      flex: 0 0 auto;
      width: 62px;
      height: 28px;
      color: var(--vc-soft);
    }
    .vc-photo {
      flex: 0 0 auto;
      display: grid;
      place-items: center;
    }
    .vc-photo img {
      width: 62px;
      height: 36px;
      object-fit: contain;
    }
    .vc-body {
      fill: currentColor;
    }
    .vc-glass {
      fill: var(--vc-card);
      opacity: 0.75;
    }
    .vc-wheel {
      fill: var(--vc-card);
      stroke: currentColor;
      stroke-width: 3;
    }
    .vc-outline {
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .vc-actions {
      display: flex;
      flex: 0 0 auto;
      gap: 2px;
    }
    .vc-button {
      width: 26px;
      height: 26px;
      padding: 0;
      border: 0;
      border-radius: 6px;
      background: none;
      color: var(--vc-soft);
      cursor: pointer;
    }
    .vc-button:hover:not(:disabled) {
      background: var(--red-ui-secondary-background);
      color: var(--red-ui-primary-text-color);
    }
    .vc-button:disabled {
      opacity: 0.4;
      cursor: default;
    }
    .vc-turning .fa {
      animation: vc-turn 1s linear infinite;
    }
    @keyframes vc-turn {
      to {
        transform: rotate(1turn);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .vc-turning .fa {
        animation: none;
      }
    }
    .vc-sidebar :is(button, summary, input, .vc-rows):focus-visible {
      outline: 2px solid var(--red-ui-node-selected-color, #ff7f0e);
      outline-offset: 1px;
    }
    .vc-figures {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 10px;
      margin-top: 6px;
    }
    .vc-percent {
      font-size: 22px;
      line-height: 1.3;
      font-weight: 600;
      font-variant-numeric: tabular-nums;
    }
    .vc-range {
      font-size: 14px;
    }
    .vc-target-text {
      margin-left: auto;
      color: var(--vc-soft);
      font-size: 12px;
    }
    .vc-target-text .fa {
      margin-right: 4px;
    }
    .vc-bar {
      position: relative;
      flex: 1 1 100%;
      height: 8px;
      margin: 2px 0 6px;
      border-radius: 4px;
      background: color-mix(in srgb, var(--vc-soft) 22%, transparent);
    }
    .vc-fill {
      height: 100%;
      border-radius: 4px;
      background: var(--vc-good);
    }
    .vc-middle > .vc-fill,
    .vc-mini.vc-middle {
      background: var(--vc-middle);
    }
    .vc-low > .vc-fill,
    .vc-mini.vc-low {
      background: var(--vc-low);
    }
    .vc-charging > .vc-fill {
      background: linear-gradient(90deg, var(--vc-good), color-mix(in srgb, var(--vc-good) 60%, #9be15d));
    }
    .vc-target {
      position: absolute;
      top: -3px;
      bottom: -3px;
      width: 2px;
      margin-left: -1px;
      border-radius: 1px;
      background: var(--red-ui-primary-text-color);
    }
    .vc-stale :is(.vc-percent, .vc-range, .vc-fill) {
      opacity: 0.6;
    }
    .vc-chips {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
    }
    .vc-chip {
      padding: 1px 8px;
      border-radius: 10px;
      background: color-mix(in srgb, var(--vc-soft) 14%, transparent);
      font-size: 12px;
      overflow-wrap: anywhere;
    }
    .vc-chip .fa {
      margin-right: 5px;
    }
    .vc-chip.vc-good {
      background: color-mix(in srgb, var(--vc-good) 20%, transparent);
    }
    .vc-chip.vc-busy {
      background: color-mix(in srgb, var(--vc-busy) 20%, transparent);
    }
    .vc-chip.vc-warn {
      background: color-mix(in srgb, var(--vc-middle) 26%, transparent);
    }
    .vc-chip.vc-bad {
      background: color-mix(in srgb, var(--vc-low) 24%, transparent);
    }
    .vc-foot {
      display: flex;
      align-items: center;
      gap: 8px;
      margin: 6px -6px -4px 0;
    }
    .vc-age {
      flex: 1 1 auto;
      min-width: 0;
      margin: 0;
      line-height: 1.3;
    }
    .vc-pictures {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 6px;
      margin-top: 8px;
    }
    .vc-pictures:empty {
      display: none;
    }
    .vc-day {
      position: relative;
    }
    .vc-caption {
      position: absolute;
      top: 0;
      right: 2px;
      font-size: 10px;
    }
    .vc-spark {
      display: block;
      width: 100%;
      height: 34px;
    }
    .vc-spark.vc-small {
      width: 90px;
      height: 18px;
    }
    .vc-grid {
      stroke: var(--vc-line);
      stroke-width: 1;
      stroke-dasharray: 2 3;
      vector-effect: non-scaling-stroke;
    }
    .vc-small .vc-grid {
      display: none;
    }
    .vc-ground {
      fill: color-mix(in srgb, var(--vc-good) 18%, transparent);
    }
    .vc-line {
      fill: none;
      stroke: var(--vc-good);
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
      vector-effect: non-scaling-stroke;
    }
    .vc-small .vc-line {
      stroke: var(--vc-busy);
    }
    .vc-small .vc-ground {
      fill: color-mix(in srgb, var(--vc-busy) 18%, transparent);
    }
    .vc-map {
      display: block;
      width: 100%;
      max-height: 160px;
      border-radius: 6px;
      background-color: color-mix(in srgb, var(--vc-busy) 7%, var(--vc-card));
      background-image: radial-gradient(color-mix(in srgb, var(--vc-soft) 28%, transparent) 1px, transparent 1px);
      background-size: 14px 14px;
    }
    .vc-fence {
      fill: color-mix(in srgb, var(--vc-good) 14%, transparent);
      stroke: var(--vc-good);
      stroke-dasharray: 4 3;
    }
    .vc-map text {
      fill: var(--vc-soft);
      font-size: 9px;
    }
    .vc-map .vc-fence-name {
      text-anchor: middle;
    }
    .vc-trail {
      fill: none;
      stroke: var(--vc-busy);
      stroke-width: 1.5;
      stroke-linejoin: round;
      opacity: 0.55;
    }
    .vc-was,
    .vc-here {
      fill: var(--vc-busy);
    }
    .vc-here {
      stroke: var(--vc-card);
      stroke-width: 1.2;
    }
    .vc-halo {
      fill: color-mix(in srgb, var(--vc-busy) 25%, transparent);
    }
    .vc-scale {
      fill: none;
      stroke: var(--vc-soft);
    }
    .vc-commands {
      margin-top: 6px;
      font-size: 12px;
    }
    .vc-commands ol {
      margin: 4px 0 0;
      list-style: none;
    }
    .vc-commands li {
      display: flex;
      flex-wrap: wrap;
      gap: 0 6px;
      padding: 1px 0;
    }
    .vc-commands li .fa {
      flex: 0 0 14px;
      line-height: 1.5;
    }
    .vc-commands .vc-outcome {
      color: var(--vc-soft);
    }
    .vc-commands time {
      margin-left: auto;
      color: var(--vc-soft);
    }
    .vc-confirmed .fa {
      color: var(--vc-good);
    }
    .vc-refused .fa {
      color: var(--vc-low);
    }
    .vc-unknown .fa {
      color: var(--vc-middle);
    }
    .vc-below:not(:empty) {
      margin-top: 6px;
      font-size: 12px;
      overflow-wrap: anywhere;
    }
    .vc-below ul {
      margin: 2px 0 0 18px;
    }
    .vc-filters {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
    }
    .vc-filter {
      padding: 2px 9px;
      border: 1px solid var(--vc-line);
      border-radius: 11px;
      background: var(--vc-card);
      color: var(--vc-soft);
      font-size: 12px;
      line-height: 1.4;
      cursor: pointer;
    }
    .vc-filter.vc-some {
      color: var(--red-ui-primary-text-color);
    }
    .vc-filter[aria-pressed="true"] {
      border-color: var(--vc-busy);
      background: color-mix(in srgb, var(--vc-busy) 22%, var(--vc-card));
      color: var(--red-ui-primary-text-color);
    }
    .vc-find {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      align-items: center;
      margin: 6px 0;
    }
    .vc-find .vc-search {
      flex: 1 1 120px;
      min-width: 0;
      height: 28px;
      margin: 0;
      box-sizing: border-box;
    }
    .vc-find .vc-limit {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      width: auto;
      margin: 0;
      font-size: 12px;
    }
    .vc-find .vc-limit input {
      width: 58px;
      height: 28px;
      margin: 0;
      box-sizing: border-box;
    }
    .vc-grid-table {
      border: 1px solid var(--vc-line);
      border-radius: 8px;
      overflow: hidden;
      background: var(--vc-card);
      font-variant-numeric: tabular-nums;
    }
    .vc-heads,
    .vc-row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 70px 58px 52px;
      align-items: center;
    }
    .vc-heads {
      padding-right: 12px;
      border-bottom: 1px solid var(--vc-line);
      background: var(--red-ui-secondary-background);
    }
    .vc-heads button {
      width: 100%;
      padding: 4px 6px;
      border: 0;
      background: none;
      color: inherit;
      font-size: 12px;
      text-align: start;
      cursor: pointer;
    }
    .vc-heads :not(.vc-col-name) > button {
      text-align: end;
    }
    [aria-sort="ascending"] > button::after {
      content: " ▲";
      font-size: 8px;
    }
    [aria-sort="descending"] > button::after {
      content: " ▼";
      font-size: 8px;
    }
    .vc-rows {
      position: relative;
      height: clamp(196px, calc(100vh - 420px), 700px);
      overflow-y: scroll;
      outline: none;
    }
    .vc-spacer {
      position: relative;
    }
    .vc-row {
      position: absolute;
      left: 0;
      right: 0;
      height: 28px;
      contain: strict;
      cursor: pointer;
      font-size: 12px;
    }
    .vc-row[hidden] {
      display: none;
    }
    .vc-row > div {
      padding: 0 6px;
      overflow: hidden;
      white-space: nowrap;
      text-align: end;
    }
    .vc-row > .vc-col-name {
      display: flex;
      gap: 6px;
      text-align: start;
    }
    .vc-name {
      display: flex;
      min-width: 0;
    }
    .vc-name > :first-child {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: pre;
    }
    .vc-signs {
      display: inline-flex;
      flex: 0 0 auto;
      gap: 5px;
    }
    .vc-signs .vc-good {
      color: var(--vc-good);
    }
    .vc-signs .vc-busy {
      color: var(--vc-busy);
    }
    .vc-signs .vc-warn {
      color: var(--vc-middle);
    }
    .vc-signs .vc-bad {
      color: var(--vc-low);
    }
    .vc-row:hover,
    .vc-row[aria-selected="true"] {
      background: color-mix(in srgb, var(--vc-busy) 12%, var(--vc-card));
    }
    .vc-focused .vc-row.vc-active {
      box-shadow: inset 0 0 0 2px var(--red-ui-node-selected-color, #ff7f0e);
    }
    .vc-row.vc-stale {
      color: var(--vc-soft);
    }
    .vc-mini {
      display: inline-block;
      height: 6px;
      margin-right: 6px;
      border-radius: 3px;
      background: var(--vc-good);
      vertical-align: middle;
    }
    .vc-count {
      margin: 4px 0 0;
    }
    @container (max-width: 300px) {
      .vc-heads,
      .vc-row {
        grid-template-columns: minmax(0, 1fr) 66px 52px;
      }
      .vc-col-range {
        display: none;
      }
    }
    @container (max-width: 240px) {
      .vc-head {
        flex-wrap: wrap;
      }
      .vc-silhouette,
      .vc-photo {
        display: none;
      }
    }`;
  $("<style>", { id: "vehicle-cloud-sidebar-style", text: rules }).appendTo(document.head);
})();
