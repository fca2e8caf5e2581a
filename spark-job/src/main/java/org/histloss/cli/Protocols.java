package org.histloss.cli;

import org.histloss.config.ProtocolSettings;
import org.histloss.config.Settings;
import org.histloss.evaluation.retrieval.RetrievalProtocol;

/** The protocol that settings ask for. */
final class Protocols {
  private Protocols() {}

  /** The protocol of an evaluation; single-shot's cameras may be open still. */
  static RetrievalProtocol of(Settings.Evaluation evaluation) {
    ProtocolSettings asked = evaluation.protocol();
    return switch (asked.protocol()) {
      case AUTO -> RetrievalProtocol.of(evaluation.excludeSameCamera());
      case LEAVE_ONE_OUT -> new RetrievalProtocol.LeaveOneOut();
      case CROSS_CAMERA -> new RetrievalProtocol.CrossCamera();
      case SINGLE_SHOT ->
          new RetrievalProtocol.SingleShot(
              named(asked.probeCamera()),
              named(asked.galleryCamera()),
              asked.singleShotDraws(),
              asked.singleShotSeed());
    };
  }

  /** The protocol of scores taken during training: all queries, not draws. */
  static RetrievalProtocol whileTraining(Settings.Evaluation evaluation) {
    return evaluation.protocol().protocol() == ProtocolSettings.Name.SINGLE_SHOT
        ? new RetrievalProtocol.CrossCamera()
        : of(evaluation);
  }

  private static String named(String camera) {
    return camera.isEmpty() ? null : camera;
  }
}
