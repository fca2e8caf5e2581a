package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;

/** The first pass over the gallery: what each query of a block has to find, exactly. */
final class FindTargets extends PartWork<FindTargets.Found> {
  private static final long serialVersionUID = 1L;

  private final RetrievalItems queries;

  /**
   * What was found.
   *
   * @param targets one for each query of the block
   * @param pairs the positive pairs
   */
  @SuppressWarnings("ArrayRecordComponent") // Travels from executors; never compared.
  record Found(Targets[] targets, PairCounts pairs) implements Serializable {}

  FindTargets(RetrievalProtocol protocol, RetrievalItems queries) {
    super(protocol);
    this.queries = queries;
  }

  @Override
  Found on(GalleryPart part) {
    Targets[] targets = new Targets[queries.size()];
    PairCounts pairs = new PairCounts();
    ExactProducts exactly = part.exactly();
    Arrays.setAll(targets, q -> targets(q, part, exactly, pairs));
    return new Found(targets, pairs);
  }

  private Targets targets(int q, GalleryPart part, ExactProducts exactly, PairCounts pairs) {
    int[] positions = part.matches(queries, q).relevant();
    if (positions.length == 0) {
      return Targets.NONE;
    }
    int[] rows = Arrays.stream(positions).map(i -> part.rows()[i]).toArray();
    double[] query = new double[queries.dimension()];
    double[] similarities = new double[rows.length];
    queries.vectors().row(q, query);
    exactly.of(query, rows, rows.length, similarities);
    boolean both = queries.role(q).gallery();
    for (int i = 0; i < rows.length; i++) {
      pairs.addPositive(similarities[i], both && positions[i] < part.alsoQueries());
    }
    long[] ordinals = Arrays.stream(rows).mapToLong(part.items()::ordinal).toArray();
    return Targets.of(similarities, ordinals);
  }

  @Override
  public Found combine(Found one, Found other) {
    for (int q = 0; q < one.targets().length; q++) {
      one.targets()[q] = one.targets()[q].with(other.targets()[q]);
    }
    return new Found(one.targets(), one.pairs().combine(other.pairs()));
  }
}
