package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.nd4j.linalg.factory.Nd4j;

/** Samples written one a line, with their embeddings; ordinals count up. */
final class Facts {
  private final List<SampleFacts.Sample> samples = new ArrayList<>();
  private final List<float[]> embeddings = new ArrayList<>();

  Facts add(int identity, String camera, String role, double... embedding) {
    long ordinal = samples.size();
    samples.add(
        new SampleFacts.Sample(ordinal, "s" + ordinal, "i" + identity, identity, camera, role));
    float[] row = new float[embedding.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) embedding[i];
    }
    embeddings.add(row);
    return this;
  }

  SampleFacts facts() {
    return new SampleFacts(samples);
  }

  EmbeddedSplit split(RetrievalProtocol protocol) {
    return EmbeddedSplit.here(items(), new RetrievalEvaluator(protocol));
  }

  RetrievalItems items() {
    return facts().items(Nd4j.createFromArray(embeddings.toArray(float[][]::new)));
  }
}
