package org.histloss.config;

/**
 * Section {@code retrain}: what a scheduled retraining looks after. It says nothing about how a
 * model is trained, so it is no part of {@link Settings} and never stored with a run.
 *
 * @param registry {@code retrain.registry}
 * @param data {@code retrain.data}
 * @param owner {@code retrain.owner}
 * @param keep {@code retrain.keep}
 * @param fromScratchEvery {@code retrain.from-scratch-every}
 * @param replay {@code retrain.replay}
 * @param embedGallery {@code retrain.embed-gallery}
 * @param lock the registry's lock
 * @param limits on the data
 * @param gate between challenger and champion
 * @param watch what is watched over the runs
 * @param webHook who is told
 */
public record RetrainSettings(
    String registry,
    String data,
    String owner,
    int keep,
    int fromScratchEvery,
    double replay,
    boolean embedGallery,
    Lock lock,
    Limits limits,
    Gate gate,
    Watch watch,
    WebHook webHook) {

  /** Checks the single values; that registry and data are given is the command's to check. */
  public RetrainSettings {
    Rule.atLeast("retrain.keep", keep, 2);
    Rule.atLeast("retrain.from-scratch-every", fromScratchEvery, 0);
    Rule.belowOne("retrain.replay", replay);
  }

  /**
   * Section {@code retrain.lock}.
   *
   * @param expirySeconds {@code retrain.lock.expiry-seconds}
   * @param heartbeatSeconds {@code retrain.lock.heartbeat-seconds}
   * @param conditionalCreate {@code retrain.lock.conditional-create}
   */
  public record Lock(int expirySeconds, int heartbeatSeconds, boolean conditionalCreate) {
    public Lock {
      Rule.atLeast("retrain.lock.heartbeat-seconds", heartbeatSeconds, 1);
      Rule.check(
          expirySeconds >= 3L * heartbeatSeconds,
          "retrain.lock.expiry-seconds",
          expirySeconds,
          "must be at least three times retrain.lock.heartbeat-seconds (%d)"
              .formatted(heartbeatSeconds));
    }
  }

  /**
   * Section {@code retrain.limits}.
   *
   * @param minSamples {@code retrain.limits.min-samples}
   * @param minIdentities {@code retrain.limits.min-identities}
   * @param maxRejectShare {@code retrain.limits.max-reject-share}
   * @param maxShrink {@code retrain.limits.max-shrink}
   * @param maxDrift {@code retrain.limits.max-drift}
   */
  public record Limits(
      long minSamples,
      long minIdentities,
      double maxRejectShare,
      double maxShrink,
      double maxDrift) {
    public Limits {
      Rule.atLeast("retrain.limits.min-samples", minSamples, 0);
      Rule.atLeast("retrain.limits.min-identities", minIdentities, 0);
      Rule.share("retrain.limits.max-reject-share", maxRejectShare);
      Rule.share("retrain.limits.max-shrink", maxShrink);
      Rule.notNegative("retrain.limits.max-drift", maxDrift);
    }
  }

  /**
   * Section {@code retrain.gate}.
   *
   * @param evidence {@code retrain.gate.evidence}
   * @param minGain {@code retrain.gate.min-gain}
   * @param mapFloor {@code retrain.gate.map-floor}
   * @param recallFloor {@code retrain.gate.recall-floor}
   * @param maxSliceLoss {@code retrain.gate.max-slice-loss}
   * @param sliceEvidence {@code retrain.gate.slice-evidence}
   * @param minSliceIdentities {@code retrain.gate.min-slice-identities}
   * @param rareSamples {@code retrain.gate.rare-samples}
   */
  public record Gate(
      Evidence evidence,
      double minGain,
      double mapFloor,
      double recallFloor,
      double maxSliceLoss,
      Evidence sliceEvidence,
      int minSliceIdentities,
      int rareSamples) {

    /** How sure a gain or a loss must be. */
    public enum Evidence {
      /** The difference that was measured counts. */
      MEASURED,
      /** The end of its interval that is nearer to none counts. */
      SHOWN
    }

    public Gate {
      Rule.check(
          minGain > -1 && minGain < 1,
          "retrain.gate.min-gain",
          minGain,
          "must be above -1 and below 1");
      Rule.share("retrain.gate.map-floor", mapFloor);
      Rule.share("retrain.gate.recall-floor", recallFloor);
      Rule.share("retrain.gate.max-slice-loss", maxSliceLoss);
      Rule.atLeast("retrain.gate.min-slice-identities", minSliceIdentities, 1);
      Rule.atLeast("retrain.gate.rare-samples", rareSamples, 2);
    }
  }

  /**
   * Section {@code retrain.watch}.
   *
   * @param anchors {@code retrain.watch.anchors}
   * @param neighbours {@code retrain.watch.neighbours}
   * @param drift {@code retrain.watch.drift}
   * @param overlap {@code retrain.watch.overlap}
   * @param championFall {@code retrain.watch.champion-fall}
   * @param refusals {@code retrain.watch.refusals}
   */
  public record Watch(
      int anchors,
      int neighbours,
      double drift,
      double overlap,
      double championFall,
      int refusals) {
    public Watch {
      Rule.between("retrain.watch.anchors", anchors, 0, 10_000);
      Rule.between("retrain.watch.neighbours", neighbours, 1, 100);
      Rule.notNegative("retrain.watch.drift", drift);
      Rule.share("retrain.watch.overlap", overlap);
      Rule.share("retrain.watch.champion-fall", championFall);
      Rule.atLeast("retrain.watch.refusals", refusals, 1);
    }
  }

  /**
   * Section {@code retrain.web-hook}.
   *
   * @param url {@code retrain.web-hook.url}; may hold a secret, so it is never printed
   * @param timeoutSeconds {@code retrain.web-hook.timeout-seconds}
   */
  public record WebHook(String url, int timeoutSeconds) {
    public WebHook {
      Rule.between("retrain.web-hook.timeout-seconds", timeoutSeconds, 1, 300);
    }

    @Override
    public String toString() {
      return url.isEmpty() ? "no web hook" : "a web hook";
    }
  }
}
