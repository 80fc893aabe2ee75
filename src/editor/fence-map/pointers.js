(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** Moves the view by mouse, finger, two fingers and wheel; `onClick(left, top)` for what was no movement. */
  editor.mapPointers = function (frame, view, { dialog, onMove, onClick }) {
    const down = new Map();
    let [moved, apart] = [false, 0];
    const inFrame = function ({ clientX, clientY }) {
      const { left, top } = frame[0].getBoundingClientRect();
      return [clientX - left, clientY - top];
    };
    const spread = function () {
      const [[ax, ay], [bx, by]] = [...down.values()];
      return [Math.hypot(ax - bx, ay - by), (ax + bx) / 2, (ay + by) / 2];
    };
    frame.on("pointerdown", function (event) {
      if (event.button > 0) return;
      frame[0].setPointerCapture(event.originalEvent.pointerId);
      if (down.size === 0) moved = false;
      down.set(event.originalEvent.pointerId, inFrame(event));
      if (down.size === 2) apart = spread()[0];
    });
    frame.on("pointermove", function (event) {
      const before = down.get(event.originalEvent.pointerId);
      if (!before) return;
      const at = inFrame(event);
      if (!moved && down.size === 1 && Math.hypot(at[0] - before[0], at[1] - before[1]) < 4) return;
      moved = true;
      down.set(event.originalEvent.pointerId, at);
      if (down.size === 2) {
        const [now, left, top] = spread();
        view.zoomTo(view.zoom + Math.log2(now / apart), left, top);
        apart = now;
      }
      if (down.size === 1) view.pan(before[0] - at[0], before[1] - at[1]);
      onMove();
    });
    frame.on("pointerup pointercancel", function (event) {
      if (down.delete(event.originalEvent.pointerId) && !moved && event.type === "pointerup")
        onClick(...inFrame(event));
    });

    // Whoever scrolls through the dialog goes on scrolling when the map comes under the mouse.
    let scrolled = -Infinity;
    const scroller = dialog.closest(".red-ui-tray-body")[0] || dialog[0];
    scroller.addEventListener(
      "wheel",
      (event) => {
        if (!frame[0].contains(event.target)) scrolled = event.timeStamp;
      },
      { passive: true },
    );
    frame[0].addEventListener(
      "wheel",
      function (event) {
        if (event.timeStamp - scrolled < 300) {
          scrolled = event.timeStamp;
          return;
        }
        event.preventDefault();
        const lines = event.deltaMode === 1 ? 20 : 1;
        view.zoomTo(view.zoom - Math.max(-1, Math.min(1, (event.deltaY * lines) / 200)), ...inFrame(event));
        onMove();
      },
      { passive: false },
    );
  };
})();
