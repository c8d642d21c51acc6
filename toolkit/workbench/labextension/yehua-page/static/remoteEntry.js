// An extension of JupyterLab, written by hand so that it needs no build: when a notebook of Yehua is opened, its page of
// the workbench is shown. Nothing else is ever run: the cell has to say exactly this.
(() => {
  const PAGE = /^from toolkit\.notebook\.panels import page\s+page\.WorkbenchPage\("[a-z]+"\)\s*$/;

  // The cell of the notebook that shows its page, unless it has shown it already.
  const awaitedCell = ({ content }) => {
    const at = content.widgets.findIndex(({ model }) => model.type === 'code' && PAGE.test(model.sharedModel.source));
    return at >= 0 && content.widgets[at].model.outputs.length === 0 ? at : -1;
  };

  const seen = new WeakSet();

  const open = async (app, widget) => {
    const session = widget?.context?.sessionContext;
    if (!session || !widget.content?.widgets || seen.has(widget)) return;
    seen.add(widget);
    await Promise.all([widget.context.ready, session.ready]);
    await session.session?.kernel?.info;
    const at = awaitedCell(widget);
    if (at < 0 || widget.isDisposed || app.shell.currentWidget !== widget) return;
    widget.content.activeCellIndex = at;
    await app.commands.execute('notebook:run-cell');
  };

  const plugin = {
    id: 'yehua-page:plugin',
    description: 'Shows the page of the workbench when a notebook of Yehua is opened.',
    autoStart: true,
    activate: (app) => {
      app.shell.currentChanged?.connect((_, { newValue }) => open(app, newValue));
      app.restored.then(() => open(app, app.shell.currentWidget));
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['yehua-page'] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
