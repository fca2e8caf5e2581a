package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult.SliceResult;
import org.histloss.evaluation.EvaluateSettings.Bootstrap;
import org.histloss.evaluation.SampleFacts.Sample;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalItems;

/**
 * Parts of the queries on which one model is held against another. Which parts there are follows
 * from the samples alone, never from their embeddings: both models have the same ones.
 */
final class QuerySlices {
  private final SampleFacts facts;
  private final EmbeddedSplit split;
  private final RetrievalItems items;

  /**
   * What is kept of one model for one part.
   *
   * @param name of the part
   * @param queries with a relevant item
   * @param means of their average precisions by identity
   */
  record Part(String name, int queries, IdentityMeans means) {}

  private QuerySlices(SampleFacts facts, EmbeddedSplit split) {
    this.facts = facts;
    this.split = split;
    this.items = split.facts();
  }

  /**
   * The parts in which any query has a relevant item: pairs of cameras first, of cameras beyond
   * those of the page each by itself, then new and rare identities.
   *
   * @param outcomes of all queries against the whole gallery
   */
  static List<Part> of(
      ComparisonDetail detail,
      SampleFacts facts,
      EmbeddedSplit split,
      List<QueryOutcome> outcomes) {
    QuerySlices slices = new QuerySlices(facts, split);
    CameraPairs pairs = new CameraPairs(facts, split);
    List<Part> parts = new ArrayList<>(slices.cameraPairs(pairs));
    for (String camera : pairs.others()) {
      parts.add(
          slices.where(SliceResult.ofCamera(camera), outcomes, s -> camera.equals(s.camera())));
    }
    parts.add(
        slices.where("new identities", outcomes, s -> detail.newIdentity().test(s.identity())));
    Map<Integer, Integer> samples = samplesByIdentity(facts);
    parts.add(
        slices.where(
            "rare identities",
            outcomes,
            s -> samples.get(s.identityCode()) <= detail.rareSamples()));
    return parts.stream().filter(part -> part.queries() > 0).toList();
  }

  private List<Part> cameraPairs(CameraPairs pairs) {
    return pairs.ranked(
        pairs.cameras(),
        (query, gallery, ranked) ->
            part(SliceResult.ofCameras(query, gallery), ranked.outcomes().stream()));
  }

  private Part where(String name, List<QueryOutcome> outcomes, Predicate<Sample> belongs) {
    return part(name, outcomes.stream().filter(query -> belongs.test(facts.get(query.row()))));
  }

  private Part part(String name, Stream<QueryOutcome> outcomes) {
    List<QueryOutcome> scored = outcomes.filter(QueryOutcome::evaluated).toList();
    return new Part(
        name, scored.size(), IdentityMeans.of(Measure.AVERAGE_PRECISION, items, scored));
  }

  private static Map<Integer, Integer> samplesByIdentity(SampleFacts facts) {
    Map<Integer, Integer> samples = new HashMap<>();
    for (int row = 0; row < facts.size(); row++) {
      samples.merge(facts.get(row).identityCode(), 1, Integer::sum);
    }
    return samples;
  }

  /** A model held against the reference on each part. */
  static List<SliceResult> against(List<Part> reference, List<Part> model, Bootstrap bootstrap) {
    return IntStream.range(0, model.size())
        .mapToObj(
            i -> {
              Part part = model.get(i);
              return new SliceResult(
                  part.name(),
                  part.queries(),
                  part.means().identities(),
                  part.means()
                      .against(
                          reference.get(i).means(),
                          bootstrap.draws(),
                          bootstrap.seed(),
                          IdentityMeans.TAIL));
            })
        .toList();
  }
}
