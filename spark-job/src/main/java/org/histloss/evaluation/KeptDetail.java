package org.histloss.evaluation;

import java.util.List;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;

/**
 * What is kept of one model for a {@link ComparisonDetail} once its embeddings are let go.
 *
 * @param parts its average precisions in parts of the queries
 * @param anchors the neighbours that it finds
 */
record KeptDetail(List<QuerySlices.Part> parts, List<Anchor> anchors) {
  /** Where no detail is asked for. */
  static final KeptDetail NONE = new KeptDetail(List.of(), List.of());

  static KeptDetail of(
      ComparisonDetail detail, SampleFacts facts, EmbeddedSplit split, Evaluation evaluation) {
    return new KeptDetail(
        QuerySlices.of(detail, facts, split, evaluation.outcomes()),
        Anchor.of(facts, split, detail.anchors(), detail.neighbours()));
  }
}
