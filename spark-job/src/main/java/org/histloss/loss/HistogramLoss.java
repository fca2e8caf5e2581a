package org.histloss.loss;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Histogram Loss (E. Ustinova, V. Lempitsky, NIPS 2016, arXiv 1611.00822): the probability,
 * estimated from soft histograms, that a random positive pair of the batch is less similar than a
 * random negative one.
 *
 * <pre>
 *   x̂_i = x_i/‖x_i‖      s_ij = ⟨x̂_i, x̂_j⟩, i &lt; j      h⁺, h⁻: see {@link SimilarityHistogram}
 *   L = Σ_r h⁻_r Σ_{q ≤ r} h⁺_q                            dL/ds_ij: see {@link PairTables}
 *   dL/dx̂_i = Σ_{j ≠ i} dL/ds_ij x̂_j                       dL/dx_i = (v − ⟨v, x̂_i⟩ x̂_i)/‖x_i‖, v = dL/dx̂_i
 * </pre>
 *
 * <p>Conventions where the paper leaves a choice: similarities are clamped to [−1, 1]; a similarity
 * exactly on a node takes the slope of the bin above it; without positive or without negative pairs
 * loss and gradient are 0 and the batch counts as skipped; a zero row has similarity 0 to every row
 * and no gradient. Counts and loss are in double, the two matrix products in the rows' type.
 *
 * <p>Float rows take {@link FloatPairs}, double rows the plain {@link DoublePairs}. The buffers of
 * a batch are used again by the next, so one object serves one thread.
 */
final class HistogramLoss implements BatchLoss, HistogramObjective {
  private final Nodes nodes;
  private final HistogramFunction function;
  private final int shown;
  private final PairPasses plain = new DoublePairs();
  private PairPasses fast;
  private Counterpart counterpart;

  /** The loss on this grid. */
  public HistogramLoss(Nodes nodes) {
    this(nodes, null);
  }

  /**
   * Another loss of the same histograms.
   *
   * @param function what is minimised; null for the plain loss
   */
  HistogramLoss(Nodes nodes, HistogramFunction function) {
    this(nodes, function, nodes.bins());
  }

  /**
   * Another loss of the same histograms.
   *
   * @param function what is minimised; null for the plain loss
   * @param shown most bins of the histogram that stands in the statistics
   */
  HistogramLoss(Nodes nodes, HistogramFunction function, int shown) {
    this.nodes = nodes;
    this.function = function;
    this.shown = shown;
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  /**
   * What mini-batches are held against from now on.
   *
   * @param counterpart null for each mini-batch's own histograms
   */
  void against(Counterpart counterpart) {
    this.counterpart = counterpart;
  }

  @Override
  public Result evaluate(INDArray rows, int[] codes, INDArray gradient) {
    PairPasses passes = load(rows, codes);
    SimilarityHistogram own = passes.countTwice(nodes);
    Slopes found = Slopes.of(this, own, counterpart);
    if (counterpart instanceof Counterpart.Across all) {
      int to = all.from() + codes.length;
      CrossPairs pairs = new CrossPairs(all.rows(), all.codes(), all.from(), to);
      gradient.assign(UnitRows.of(rows).backward(pairs.unitGradient(found.tables())));
    } else {
      passes.backward(found.tables(), gradient);
    }
    return new Result(found.score(), gradient, () -> statistics(found, own, passes));
  }

  @Override
  public SimilarityHistogram accumulate(INDArray rows, int[] codes, int from, int to) {
    return new CrossPairs(rows, codes, from, to).count(nodes);
  }

  @Override
  public SimilarityHistogram accumulate(INDArray rows, int[] codes) {
    return load(rows, codes).count(nodes);
  }

  @Override
  public PairTables tables(SimilarityHistogram counts) {
    return tables(counts, slopes(counts));
  }

  @Override
  public double value(SimilarityHistogram counts) {
    HistogramFunction.NodeSlopes slopes = slopes(counts);
    return slopes == null ? counts.loss() : slopes.value();
  }

  /** The function's slopes, or null where the plain loss is meant or none is defined. */
  private HistogramFunction.NodeSlopes slopes(SimilarityHistogram counts) {
    boolean plainLoss = function == null || counts.empty();
    return plainLoss ? null : function.at(counts.positiveShare(), counts.negativeShare(), counts);
  }

  private static PairTables tables(
      SimilarityHistogram counts, HistogramFunction.NodeSlopes slopes) {
    return slopes == null ? PairTables.of(counts) : PairTables.of(counts, slopes);
  }

  @Override
  public INDArray backward(INDArray rows, int[] codes, PairTables tables) {
    INDArray gradient = BatchLoss.gradientFor(rows);
    load(rows, codes).backward(tables, gradient);
    return gradient;
  }

  /** dL/dx̂ [N, D], the gradient before it passes the normalisation. */
  INDArray unitGradient(INDArray rows, int[] codes, PairTables tables) {
    return load(rows, codes).unitGradient(tables);
  }

  private PairPasses load(INDArray rows, int[] codes) {
    if (rows.rank() != 2 || rows.size(0) != codes.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "rows = %s, codes = %d: must be [N, D] and N",
              Arrays.toString(rows.shape()),
              codes.length));
    }
    PairPasses passes = plain;
    if (rows.dataType() == DataType.FLOAT && nodes.bins() <= FloatPairs.MOST_BINS) {
      fast = fast == null ? new FloatPairs() : fast;
      passes = fast;
    }
    passes.load(rows, codes);
    return passes;
  }

  private BatchStatistics statistics(Slopes found, SimilarityHistogram own, PairPasses passes) {
    return BatchStatistics.of(
        found.loss(),
        found.score(),
        own.atMost(shown),
        passes.fine(),
        passes.inert(found.tables()),
        passes.norms());
  }

  /**
   * What a mini-batch's pairs cost and how steeply.
   *
   * @param loss of the mini-batch by itself
   * @param score whose gradient the tables give
   * @param tables dL/ds by bin
   */
  private record Slopes(double loss, double score, PairTables tables) {
    static Slopes of(HistogramLoss loss, SimilarityHistogram own, Counterpart counterpart) {
      HistogramFunction.NodeSlopes mine = loss.slopes(own);
      double plain = mine == null ? own.loss() : mine.value();
      if (counterpart instanceof Counterpart.Pooled pooled && !own.empty()) {
        HistogramFunction.NodeSlopes slopes = loss.frozen(pooled, own);
        return new Slopes(plain, slopes.value(), PairTables.of(own, slopes));
      }
      if (counterpart instanceof Counterpart.Global global) {
        return new Slopes(plain, loss.value(global.counts()), loss.tables(global.counts()));
      }
      if (counterpart instanceof Counterpart.Across all) {
        return new Slopes(plain, loss.value(all.counts()), loss.tables(all.counts()));
      }
      return new Slopes(plain, plain, HistogramLoss.tables(own, mine));
    }
  }

  /** The function's slopes at pooled histograms, with the score that they are the gradient of. */
  private HistogramFunction.NodeSlopes frozen(Counterpart.Pooled pooled, SimilarityHistogram own) {
    HistogramFunction minimised = function == null ? TailWeight.identity() : function;
    HistogramFunction.NodeSlopes at = minimised.at(pooled.positive(), pooled.negative(), own);
    double score =
        HistogramFunction.dot(own.positiveShare(), at.positive())
            + HistogramFunction.dot(own.negativeShare(), at.negative());
    return new HistogramFunction.NodeSlopes(score, at.positive(), at.negative());
  }
}
