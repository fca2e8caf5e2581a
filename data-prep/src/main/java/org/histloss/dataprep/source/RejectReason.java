package org.histloss.dataprep.source;

/** Why an input is left out; the text goes to the rejects table and to the manifest's counts. */
public enum RejectReason {
  UNREADABLE_PICTURE("unreadable picture"),
  TOO_LARGE("too large"),
  MISSING_FILE("missing file"),
  EMPTY_IDENTITY("empty identity"),
  NO_IDENTITY("no identity"),
  NO_SAMPLE_ID("no sample id"),
  HIDDEN_FILE("hidden file"),
  MALFORMED_ROW("malformed row"),
  DUPLICATE_ID("duplicate id"),
  CHANGED_SAMPLE("changed sample"),
  UNKNOWN_ROLE("unknown role"),
  UNKNOWN_SPLIT("unknown split"),
  DISTRACTOR_OUTSIDE_TEST("distractor or junk outside test"),
  IDENTITY_IN_TWO_SPLITS("identity in two splits"),
  BAD_FEATURES("bad features"),
  OTHER_DIMENSION("features of another dimension");

  private final String text;

  RejectReason(String text) {
    this.text = text;
  }

  /** The words in the table. */
  public String text() {
    return text;
  }
}
