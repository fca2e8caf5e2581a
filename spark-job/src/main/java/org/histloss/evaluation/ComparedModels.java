package org.histloss.evaluation;

import static org.histloss.dataset.JobException.badConfiguration;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.CompareJob.Model;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.RetrievalProtocol;

/**
 * Models that can be held against each other.
 *
 * @param all the reference first
 */
record ComparedModels(List<Model> all) {

  ComparedModels {
    all = List.copyOf(all);
  }

  /**
   * Refuses what can't be compared, see {@link CompareJob}'s constructors.
   *
   * @param detail or null
   */
  static ComparedModels of(List<Model> all, EvaluateSettings settings, ComparisonDetail detail) {
    checkProtocol(settings.protocol());
    ComparedModels models = new ComparedModels(all);
    models.checkNumber(detail);
    models.checkNames();
    models.checkDraws(settings.bootstrap().draws());
    return models;
  }

  /** Draws have no outcome of each query that two models could be held against each other by. */
  private static void checkProtocol(RetrievalProtocol protocol) {
    if (protocol instanceof RetrievalProtocol.SingleShot) {
      throw badConfiguration(
          "evaluation.protocol = %s: compare ranks every query once and makes no draws; give --set"
              + " evaluation.protocol=cross-camera or leave-one-out",
          protocol.name());
    }
  }

  private void checkNumber(ComparisonDetail detail) {
    if (all.size() < 2) {
      throw badConfiguration("compare: %d models given: must be at least two", all.size());
    }
    if (detail != null && all.size() > 2) {
      throw badConfiguration(
          "compare: %d models given: must be two for parts of the queries and anchors", all.size());
    }
  }

  private void checkNames() {
    Set<String> names = new HashSet<>();
    for (Model model : all) {
      if (!names.add(model.name())) {
        throw badConfiguration(
            "compare: model %s is given twice: each must be another", model.name());
      }
    }
  }

  private void checkDraws(int draws) {
    int fewest = (int) Math.ceil(1 / tail());
    if (draws < fewest) {
      throw badConfiguration(
          "evaluation.bootstrap-draws = %d: must be at least %d for %d models held against one",
          draws, fewest, others().size());
    }
  }

  /**
   * Refuses data of another shape.
   *
   * @throws org.histloss.dataset.JobException exit code 20
   */
  void checkFit(SampleShape shape) {
    for (Model model : all) {
      if (!model.shape().equals(shape)) {
        throw badConfiguration(
            "model %s reads %s, the data set holds %s: must be equal",
            model.name(), model.shape(), shape);
      }
    }
  }

  Model reference() {
    return all.get(0);
  }

  /** Those that are held against the reference. */
  List<Model> others() {
    return all.subList(1, all.size());
  }

  /**
   * Share of the draws beyond each end of a difference's interval. Bonferroni: of k intervals that
   * each miss the truth once in 20k times, one or more does in 20.
   */
  double tail() {
    return IdentityMeans.TAIL / others().size();
  }
}
