package org.histloss.loss;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Hands a {@link BatchLoss} to a DL4J output layer with {@code miniBatch(false)}: score and
 * gradient are those of the loss, not divided by the batch size.
 *
 * <p>The labels are identity codes as INT [N, 1]. DL4J asks for the gradient and then for the score
 * of the same batch, which would run the loss twice; the last result is kept and given again when
 * asked for the same numbers.
 */
public final class EmbeddingLossFunction implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final Map<String, String> settings;
  private transient int[] placed;
  private transient BatchLoss loss;
  private transient INDArray lastRows;
  private transient int[] lastCodes;
  private transient BatchLoss.Result last;

  /**
   * A loss by its settings.
   *
   * @param settings keys {@code loss.*} without that prefix, see {@link Losses}
   * @throws IllegalArgumentException for a name that no loss has
   */
  public EmbeddingLossFunction(@JsonProperty("settings") Map<String, String> settings) {
    this.settings = new TreeMap<>(settings);
    this.loss = Losses.of(settings);
  }

  /** The settings of the loss. */
  @JsonProperty("settings")
  public Map<String, String> settings() {
    return settings;
  }

  /**
   * Sets the nodes of a loss whose nodes follow the data, from the next batch on.
   *
   * @param nodes as for {@link Losses#of(Map, int[])}
   */
  public void place(int[] nodes) {
    placed = nodes;
    loss = null;
    last = null;
  }

  /** What the last batch looked like, or null before the first. */
  public BatchStatistics lastStatistics() {
    return last == null ? null : last.statistics();
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return evaluate(labels, preOutput, activation).value();
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    throw new UnsupportedOperationException(
        "the loss belongs to a whole batch: it has no score of one example");
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray outputGradient = evaluate(labels, preOutput, activation).gradient();
    return activation.backprop(preOutput.dup(), outputGradient.dup()).getFirst();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    INDArray gradient = computeGradient(labels, preOutput, activation, mask);
    return Pair.of(last.value(), gradient);
  }

  @Override
  public String name() {
    return "EmbeddingLossFunction" + settings;
  }

  private BatchLoss.Result evaluate(INDArray labels, INDArray preOutput, IActivation activation) {
    int[] codes = labels.ravel().toIntVector();
    // Kept across DL4J's workspaces, so it must not live in one.
    try (var outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray rows = activation.getActivation(preOutput.dup('c'), true);
      if (last == null
          || !java.util.Arrays.equals(codes, lastCodes)
          || !rows.equalsWithEps(lastRows, 0.0)) {
        loss = loss == null ? Losses.of(settings, placed) : loss;
        last = loss.evaluate(rows, codes, gradientFor(rows));
        lastRows = rows;
        lastCodes = codes;
      }
      return last;
    }
  }

  /** The last batch's array where it fits; memory fresh from the system is slow at first touch. */
  private INDArray gradientFor(INDArray rows) {
    boolean fits = last != null && last.gradient().equalShapes(rows);
    return fits ? last.gradient() : BatchLoss.gradientFor(rows);
  }
}
