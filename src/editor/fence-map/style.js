(function () {
  if (document.getElementById("vehicle-cloud-fence-map-style")) return;
  const rules = `
    .vc-fm {
      --vc-fm-back: var(--red-ui-form-input-background);
      --vc-fm-text: var(--red-ui-form-text-color);
      margin-bottom: 8px;
    }
    .vc-fm-tiled {
      --vc-fm-back: #fff;
      --vc-fm-text: #222;
    }
    .vc-fm-bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px;
      margin: 4px 0;
    }
    .vc-fm-bar > select {
      flex: 1 1 120px;
      min-width: 0;
      width: auto;
    }
    .vc-fm-bar > .red-ui-button {
      margin: 0;
    }
    .vc-fm-frame {
      position: relative;
      height: 340px;
      overflow: hidden;
      border: 1px solid var(--red-ui-form-input-border-color);
      border-radius: 4px;
      touch-action: none;
      cursor: grab;
      user-select: none;
    }
    .vc-fm-frame:active {
      cursor: grabbing;
    }
    .vc-fm-frame:focus-visible {
      outline: 2px solid var(--red-ui-form-input-focus-color);
      outline-offset: 1px;
    }
    .vc-fm-frame > canvas {
      position: absolute;
      width: 100%;
      height: 100%;
    }
    .vc-fm-colours {
      display: none;
    }
    .vc-fm-back { color: var(--vc-fm-back); }
    .vc-fm-text { color: var(--vc-fm-text); }
    .vc-fm-fence { color: color-mix(in srgb, #12a05c 65%, var(--vc-fm-text)); }
    .vc-fm-chosen { color: color-mix(in srgb, #f0620a 75%, var(--vc-fm-text)); }
    .vc-fm-car { color: color-mix(in srgb, #1f7ae0 75%, var(--vc-fm-text)); }
    .vc-fm-handle {
      position: absolute;
      left: -9px;
      top: -9px;
      width: 18px;
      height: 18px;
      padding: 0;
      border: 2px solid var(--vc-fm-back);
      border-radius: 50%;
      background: color-mix(in srgb, #f0620a 75%, var(--vc-fm-text));
      cursor: move;
      touch-action: none;
    }
    .vc-fm-handle[data-kind="centre"] {
      border-radius: 4px;
    }
    .vc-fm-handle[data-kind="radius"] {
      cursor: ew-resize;
    }
    .vc-fm-handle[data-kind="insert"] {
      left: -6px;
      top: -6px;
      width: 12px;
      height: 12px;
      opacity: 0.65;
      cursor: copy;
    }
    .vc-fm-handle:focus {
      outline: 3px solid var(--red-ui-form-input-focus-color);
      opacity: 1;
    }
    .vc-fm-dragging > .vc-fm-handle:not(.vc-fm-dragged) {
      visibility: hidden;
    }
    .vc-fm-attribution {
      position: absolute;
      right: 0;
      bottom: 0;
      max-width: 70%;
      padding: 1px 5px;
      font-size: 11px;
      line-height: 1.4;
      background: rgba(255, 255, 255, 0.85);
      color: #222;
    }
    .vc-fm-attribution:empty {
      display: none;
    }
    .vehicle-cloud-form .vc-fm-note {
      min-height: 17px;
    }
    .vehicle-cloud-form .vc-fm-tiles label {
      display: block;
      width: auto;
      font-size: 12px;
    }
    .vehicle-cloud-form .vc-fm-tiles input {
      width: 100%;
    }`;
  $("<style>", { id: "vehicle-cloud-fence-map-style", text: rules }).appendTo(document.head);
})();
