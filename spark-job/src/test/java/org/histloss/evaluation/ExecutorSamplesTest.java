package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.junit.jupiter.api.Test;

/** Embeddings that stay on the executors against the same on the driver. */
class ExecutorSamplesTest {
  private static final SampleShape SHAPE = StoredSamples.SHAPE;

  @Test
  void rankingOnExecutorsGivesEachNumberOfRankingHere() {
    StoredSamples stored = StoredSamples.patterned(40, 4, 11);
    SampleEmbedding pixels = new RawPixels(SHAPE);
    Embedder embedder = new Embedder(SHAPE, 7);
    RetrievalEvaluator evaluator = new RetrievalEvaluator(new RetrievalProtocol.CrossCamera());
    SampleFacts facts = SampleFacts.read(stored.shuffled(1, 1));
    EmbeddedSplit here =
        EmbeddedSplit.here(stored.shuffled(1, 1), facts, embedder, "pixels", pixels, evaluator);
    Evaluation expected = here.evaluate();
    int[] queries = IntStream.range(0, facts.size()).toArray();

    for (int partitions : new int[] {1, 5}) {
      try (EmbeddedSplit there =
          EmbeddedSplit.onExecutors(
              stored.shuffled(partitions, partitions),
              facts,
              embedder,
              "pixels",
              pixels,
              evaluator)) {
        Evaluation found = there.evaluate();

        assertThat(found.metrics().means()).isEqualTo(expected.metrics().means());
        assertThat(ranks(found)).isEqualTo(ranks(expected));
        assertThat(found.distributions().positive()).isEqualTo(expected.distributions().positive());
        assertThat(found.distributions().negative()).isEqualTo(expected.distributions().negative());
        assertThat(there.neighbours(queries, 3)).isEqualTo(here.neighbours(queries, 3));
        assertThat(there.suspects(5)).isEqualTo(here.suspects(5));
        try (EmbeddedSplit part = there.withRoles(queriesOfOneCamera(facts))) {
          assertThat(ranks(part.evaluate()))
              .isEqualTo(ranks(here.withRoles(queriesOfOneCamera(facts)).evaluate()));
        }
      }
    }
  }

  @Test
  void partsSpreadOverExecutorsGiveTheSameAsPartsHere() {
    StoredSamples stored = StoredSamples.patterned(40, 4, 12);
    SampleEmbedding pixels = new RawPixels(SHAPE);
    Embedder embedder = new Embedder(SHAPE, 7);
    // Parts of 24 samples cut both mini-batches and identities.
    RetrievalEvaluator evaluator =
        new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut(), 10, 24);
    SampleFacts facts = SampleFacts.read(stored.shuffled(1, 1));
    Evaluation expected =
        evaluator.evaluate(
            facts.items(
                embedder.collect(stored.shuffled(2, 2), "pixels", pixels, facts.ordinals())));
    try (ExecutorSamples there =
        ExecutorSamples.of(
            embedder.embed(stored.shuffled(3, 4), "pixels", pixels, facts.ordinals()),
            pixels.dimension(),
            facts.bare(),
            24)) {
      Evaluation found = evaluator.evaluate(there);

      assertThat(ranks(found)).isEqualTo(ranks(expected));
      assertThat(found.metrics().means()).isEqualTo(expected.metrics().means());
      assertThat(found.distributions().positivePairs())
          .isEqualTo(expected.distributions().positivePairs());
      assertThat(found.distributions().negative()).isEqualTo(expected.distributions().negative());
    }
  }

  @Test
  void allRolesSeveralBlocksAndPartsWithoutAGalleryGiveTheSame() {
    StoredSamples stored = StoredSamples.patterned(40, 4, 13);
    SampleEmbedding pixels = new RawPixels(SHAPE);
    Embedder embedder = new Embedder(SHAPE, 7);
    RetrievalEvaluator evaluator =
        new RetrievalEvaluator(new RetrievalProtocol.CrossCamera(), 10, 16);
    SampleFacts facts = SampleFacts.read(stored.shuffled(1, 1));
    // The second part of 16 has queries alone, the third nothing but junk.
    Role[] roles =
        IntStream.range(0, facts.size())
            .mapToObj(
                row ->
                    row / 16 == 1
                        ? Role.QUERY
                        : row / 16 == 2 ? Role.JUNK : Role.values()[row * 7 % 5])
            .toArray(Role[]::new);
    RetrievalItems items =
        facts
            .items(embedder.collect(stored.shuffled(2, 2), "pixels", pixels, facts.ordinals()))
            .withRoles(roles);
    RetrievalItems bare = facts.bare().withRoles(roles);
    try (EmbeddedSplit here = EmbeddedSplit.here(items, evaluator);
        ExecutorSamples there =
            ExecutorSamples.of(
                embedder.embed(stored.shuffled(3, 4), "pixels", pixels, facts.ordinals()),
                pixels.dimension(),
                bare,
                16,
                23)) {
      Evaluation expected = here.evaluate();
      Evaluation found = evaluator.evaluate(there);
      int[] queries = there.queries();

      assertThat(queries.length).isGreaterThan(2 * 23);
      assertThat(ranks(found)).isEqualTo(ranks(expected));
      assertThat(found.metrics().means()).isEqualTo(expected.metrics().means());
      assertThat(found.distributions().negative()).isEqualTo(expected.distributions().negative());
      assertThat(found.distributions().positive()).isEqualTo(expected.distributions().positive());
      assertThat(evaluator.neighbours(there, queries, 3, bare::row))
          .isEqualTo(here.neighbours(queries, 3));
      assertThat(evaluator.suspects(there, 5, bare::row)).isEqualTo(here.suspects(5));
      assertThat(there.zeros()).isEqualTo(here.zeros());
    }
  }

  private static Role[] queriesOfOneCamera(SampleFacts facts) {
    return IntStream.range(0, facts.size())
        .mapToObj(row -> facts.get(row).camera().equals("camera-0") ? Role.QUERY : Role.GALLERY)
        .toArray(Role[]::new);
  }

  private static List<List<Integer>> ranks(Evaluation evaluation) {
    return evaluation.outcomes().stream()
        .map(outcome -> Arrays.stream(outcome.ranks()).boxed().toList())
        .toList();
  }
}
