import { ParameterError } from '../base/errors.js';
import { planHeatMap } from './heatmap.js';
import { planHistogram } from './histogram.js';
import { planNetwork } from './network.js';
import type { PanelPlan, PanelSize, View } from './plan.js';
import type { FigurePanel } from './types.js';
import { planChart } from './xyChart.js';

/**
 * Plans a panel: how much room its title, numbers and legend need, and a function that draws it.
 *
 * @throws ParameterError for a kind of panel that is not known, or limits that an axis cannot have.
 */
export function planPanel(panel: FigurePanel, size: PanelSize, view: View = {}): PanelPlan {
  switch (panel.kind) {
    case 'chart':
      return planChart(panel, size, view);
    case 'heatmap':
      return planHeatMap(panel, size, view);
    case 'histogram2d':
      return planHistogram(panel, size, view);
    case 'network':
      return planNetwork(panel, size);
    default: {
      const { kind } = panel as { kind: unknown };
      throw new ParameterError(
        'panel',
        `panel kind '${String(kind)}' is not known; there are chart, heatmap, histogram2d, network`,
      );
    }
  }
}
