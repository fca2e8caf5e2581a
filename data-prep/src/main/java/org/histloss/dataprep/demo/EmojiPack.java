package org.histloss.dataprep.demo;

import java.util.List;

/**
 * One vendor's drawings: an npm package at a pinned version.
 *
 * @param vendor the package's name without its scope; the camera of its drawings
 * @param version pinned
 * @param bytes length of the tarball
 * @param sha256 of the tarball, lower-case hexadecimal
 */
record EmojiPack(String vendor, String version, long bytes, String sha256) {
  private static final String SCOPE = "@iconify-json/";

  /** The eight drawing sets; licences are listed in NOTICE. */
  static final List<EmojiPack> ALL =
      List.of(
          new EmojiPack(
              "noto",
              "1.2.9",
              3102958,
              "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad"),
          new EmojiPack(
              "noto-v1",
              "1.2.5",
              1587591,
              "2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37"),
          new EmojiPack(
              "twemoji",
              "1.2.5",
              1555888,
              "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7"),
          new EmojiPack(
              "openmoji",
              "1.2.29",
              1264633,
              "03181e2c156cab35cf4a62f1f7886bd971d59212e75ac3f189d5a4cae3930fc5"),
          new EmojiPack(
              "fluent-emoji-flat",
              "1.2.6",
              1172438,
              "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175"),
          new EmojiPack(
              "emojione",
              "1.2.3",
              687690,
              "26a14f44284407e8bcde91799388dca2bfd91dbcd55a97f425524a1c5b73610e"),
          new EmojiPack(
              "emojione-v1",
              "1.2.3",
              3704153,
              "6641d59d48a42823fdc2b84e7427e9f302944eb98d2c7d94d6e67c139e7b37b3"),
          new EmojiPack(
              "fxemoji",
              "1.2.2",
              1034876,
              "f3e72b3c59d05e1db03b7e308d55c0d05bd7ba3f625a90da1b79313c12858eef"));

  /** What {@code npm pack} is asked for. */
  String specification() {
    return SCOPE + vendor + "@" + version;
  }

  /** The name that {@code npm pack} gives the tarball. */
  String fileName() {
    return "iconify-json-" + vendor + "-" + version + ".tgz";
  }
}
