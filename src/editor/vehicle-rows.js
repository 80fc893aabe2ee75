(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** So many rows are put on the page at once; the next ones when somebody scrolls to them. */
  const rowsAtOnce = 40;
  /** Eight rows, and a half one that shows that there are more. */
  const mostHeight = "434px";

  /** What a vehicle is called while its owner has given it no name, as far as that is known here. */
  editor.defaultName = function ({ id, model, fallback }) {
    return fallback || (model ? model + " " + id.slice(-4) : editor.maskId(id));
  };

  /** One row on the page: on or off, own name, id. The id is masked until asked for: dialogs end up in screenshots. */
  function showRow(node, container, row, { idText, mark, onRemove }) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const name = editor.defaultName(row);
    const label = (key) => text("label." + key, { name });
    const marked = mark ? text("vehicle." + mark) : "";
    const enabled = $("<input>", { type: "checkbox", checked: row.enabled }).attr("aria-label", label("enabledOf"));
    const ownName = $("<input>", { type: "text", value: row.name, placeholder: name });
    ownName.attr({ "aria-label": label("nameOf"), "aria-description": marked });
    enabled.on("change", () => (row.enabled = enabled.prop("checked")));
    ownName.on("input change", () => (row.name = ownName.val()));
    const id = $("<span>", { class: "vehicle-cloud-id", text: idText });
    container.addClass("vehicle-cloud-row").closest("li").toggleClass("vehicle-cloud-learned", Boolean(row.learned));
    container.append(enabled, ownName, id, $("<span>", { class: "vehicle-cloud-mark", text: marked }));
    // The core takes it off the page in a while; what is saved meanwhile is without it.
    container
      .siblings("a")
      .attr("aria-label", label("removeOf"))
      .on("click", () => onRemove(row));
  }

  /**
   * The list on the page: the core's own, which scrolls in itself and holds only the first rows of what it is given, more as it
   * is scrolled. `markOf(row)` = a word of the texts' `vehicle`, or nothing. `onRemove` hears at once of a row that somebody
   * takes out, `onRemoved` when it is off the page.
   */
  editor.vehicleRows = function (node, list, { header, markOf, onRemove, onRemoved }) {
    let waiting = [];
    let full = false;
    const idText = (row) => (full ? row.id : editor.maskId(row.id));
    const more = function () {
      for (const row of waiting.splice(0, rowsAtOnce)) list.editableList("addItem", row);
    };
    const moreIfSeen = function () {
      if (box[0].scrollTop + box[0].clientHeight > box[0].scrollHeight - 300) more();
    };
    list.editableList({
      addButton: false,
      removable: true,
      scrollOnAdd: false,
      height: "auto",
      header,
      addItem: (container, _index, row) =>
        showRow(node, container, row, { idText: idText(row), mark: markOf(row), onRemove }),
      removeItem() {
        moreIfSeen();
        onRemoved();
      },
    });
    // The core has written its own limit into the element.
    const box = list.closest(".red-ui-editableList-container").css({ maxHeight: mostHeight, overflowY: "auto" });
    box.on("scroll", moreIfSeen);
    return {
      whole: list.closest(".red-ui-editableList"),
      showIds(asFull) {
        full = asFull;
        for (const item of list.editableList("items").get()) {
          item.find(".vehicle-cloud-id").text(idText(item.data("data")));
        }
      },
      show(rows) {
        waiting = [...rows];
        list.editableList("empty");
        list.closest(".red-ui-editableList").toggle(rows.length > 0);
        more();
      },
    };
  };

  /** "Remove all", which asks first, in its place. `chosen` = the rows it is about. */
  editor.removeAllButton = function (node, { chosen, remove }) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const button = (id, key) =>
      $("<button>", { type: "button", class: "red-ui-button red-ui-button-small", id, text: text("button." + key) });
    const begin = button("vehicle-cloud-remove-all", "removeAll");
    const question = $("<span>");
    const yes = button("vehicle-cloud-remove-yes", "remove");
    const no = button("vehicle-cloud-remove-no", "keep");
    const asking = $("<span>", { class: "vehicle-cloud-ask", role: "group" }).append(question, yes, no).hide();
    const ask = function (open) {
      asking.toggle(open);
      begin.toggle(!open);
    };
    begin.on("click", function () {
      question.text(text("result.removeAll", { number: chosen().length }));
      ask(true);
      no.trigger("focus");
    });
    yes.on("click", function () {
      ask(false);
      remove(chosen());
    });
    no.on("click", function () {
      ask(false);
      begin.trigger("focus");
    });
    return {
      parts: [begin, asking],
      show(useful, key) {
        ask(false);
        begin.toggle(useful).text(text("button." + key));
      },
    };
  };
})();
