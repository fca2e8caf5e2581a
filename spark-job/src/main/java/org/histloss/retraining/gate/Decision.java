package org.histloss.retraining.gate;

import java.util.List;
import org.histloss.report.history.HistoryEntry.Check;

/**
 * What the gate says.
 *
 * @param promoted whether the challenger becomes champion
 * @param checks every rule, in a fixed order
 * @param words the same in a sentence or two, with the numbers
 */
public record Decision(boolean promoted, List<Check> checks, String words) {}
