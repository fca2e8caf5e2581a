package org.histloss.config;

import java.io.Serializable;

/**
 * The part of section {@code evaluation} about who is compared with whom.
 *
 * @param protocol {@code evaluation.protocol}
 * @param singleShotDraws {@code evaluation.single-shot-draws}
 * @param singleShotSeed {@code evaluation.single-shot-seed}
 * @param probeCamera {@code evaluation.probe-camera}, empty for the data to decide
 * @param galleryCamera {@code evaluation.gallery-camera}, empty for the data to decide
 */
public record ProtocolSettings(
    Name protocol,
    int singleShotDraws,
    long singleShotSeed,
    String probeCamera,
    String galleryCamera)
    implements Serializable {

  /** {@code evaluation.protocol}. */
  public enum Name {
    /** By {@code evaluation.exclude-same-camera}. */
    AUTO,
    LEAVE_ONE_OUT,
    CROSS_CAMERA,
    SINGLE_SHOT
  }

  /** Checks the values. */
  public ProtocolSettings {
    Rule.between("evaluation.single-shot-draws", singleShotDraws, 1, 100_000);
    Rule.check(
        probeCamera.isEmpty() || !probeCamera.equals(galleryCamera),
        "evaluation.gallery-camera",
        galleryCamera,
        "must be another than evaluation.probe-camera");
  }
}
