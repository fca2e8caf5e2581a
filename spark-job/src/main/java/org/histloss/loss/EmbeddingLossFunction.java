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
  private transient Counterpart counterpart;
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

  /**
   * Holds mini-batches against histograms of the rounds before from now on, instead of their own.
   *
   * @param positive h̃⁺ on the loss's nodes, adding up to 1
   * @param negative h̃⁻
   * @throws IllegalArgumentException when the loss is not one of histograms
   */
  public void againstPooled(double[] positive, double[] negative) {
    against(new Counterpart.Pooled(positive, negative));
  }

  /**
   * Holds the next mini-batch against those of all workers: its gradient is its part of the
   * gradient of the loss of all their pairs, to be added to the others'.
   *
   * @param counts of all pairs, as {@link #count(INDArray, int[])} gave them
   * @throws IllegalArgumentException when the loss is not one of histograms
   */
  public void againstAll(SimilarityHistogram counts) {
    against(new Counterpart.Global(counts));
  }

  /**
   * As above, where pairs of different mini-batches count too.
   *
   * @param counts of all pairs, as {@link #count(INDArray, int[], int, int)} gave them
   * @param rows embeddings of all mini-batches [N, D]
   * @param codes their N identity codes
   * @param from where the next mini-batch's rows begin among them
   */
  public void againstAll(SimilarityHistogram counts, INDArray rows, int[] codes, int from) {
    against(new Counterpart.Across(counts, rows, codes, from));
  }

  private void against(Counterpart next) {
    objective();
    counterpart = next;
    loss = null;
    last = null;
  }

  /**
   * Counts the pairs of some rows on the loss's nodes.
   *
   * @param rows embeddings [N, D]
   * @param codes N identity codes
   */
  public SimilarityHistogram count(INDArray rows, int[] codes) {
    return objective().accumulate(rows, codes);
  }

  /** Counts the pairs of the rows [from, to) with later ones. */
  public SimilarityHistogram count(INDArray rows, int[] codes, int from, int to) {
    return objective().accumulate(rows, codes, from, to);
  }

  /** The loss of counts. */
  public double value(SimilarityHistogram counts) {
    return objective().value(counts);
  }

  private HistogramObjective objective() {
    if (Losses.of(settings, placed) instanceof HistogramObjective objective) {
      return objective;
    }
    throw new IllegalArgumentException(settings + ": is no loss of histograms");
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
        loss = loss == null ? make() : loss;
        last = loss.evaluate(rows, codes, gradientFor(rows));
        lastRows = rows;
        lastCodes = codes;
      }
      return last;
    }
  }

  private BatchLoss make() {
    BatchLoss made = Losses.of(settings, placed);
    if (counterpart != null) {
      ((HistogramLoss) made).against(counterpart);
    }
    return made;
  }

  /** The last batch's array where it fits; memory fresh from the system is slow at first touch. */
  private INDArray gradientFor(INDArray rows) {
    boolean fits = last != null && last.gradient().equalShapes(rows);
    return fits ? last.gradient() : BatchLoss.gradientFor(rows);
  }
}
