package org.histloss.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.export.EmbeddingsMarker.ExportedFile;

/**
 * The export that a folder holds, against the one that is asked for.
 *
 * <p>A retry whose first attempt had just published finds what it would write itself, and must not
 * be told of a failure. Neither may an export of something else, or one that has lost a file, pass
 * for it.
 */
final class FinishedExport {
  private final FileSystem fs;
  private final Path folder;

  /** The parsed marker, or null where it can't be used for the reason {@link #unusable}. */
  private final EmbeddingsMarker marker;

  private final String unusable;

  /** Reads the marker of a folder that has one. */
  FinishedExport(FileSystem fs, Path folder) throws IOException {
    this.fs = fs;
    this.folder = folder;
    EmbeddingsMarker read = null;
    String why = null;
    try (InputStream in = fs.open(new Path(folder, EmbeddingsMarker.FILE_NAME))) {
      read = EmbeddingsMarker.parse(in.readAllBytes());
    } catch (JsonProcessingException e) {
      why = " but its " + EmbeddingsMarker.FILE_NAME + " is damaged: " + e.getOriginalMessage();
    }
    this.marker = read;
    this.unusable = why;
  }

  /** What the folder holds; only where {@link #otherThan} finds nothing. */
  EmbeddingsMarker marker() {
    return marker;
  }

  /**
   * In which way this is not the export that is asked for, or not all of it.
   *
   * @param asked what decides the bytes: everything but files and zeros
   * @param npy whether {@code .npy} and ids are asked for
   * @param parquet whether the table is
   * @return what follows "exists already", or null when it is the same and whole
   */
  String otherThan(EmbeddingsMarker asked, boolean npy, boolean parquet) throws IOException {
    if (unusable != null) {
      return unusable;
    }
    List<String> differences = new ArrayList<>();
    differ(differences, "schemaVersion", marker.schemaVersion(), asked.schemaVersion());
    differ(differences, "parametersSha256", marker.parametersSha256(), asked.parametersSha256());
    differ(differences, "datasetVersion", marker.datasetVersion(), asked.datasetVersion());
    differ(differences, "split", marker.split(), asked.split());
    differ(differences, "embedBatch", marker.embedBatch(), asked.embedBatch());
    differ(differences, "dimension", marker.dimension(), asked.dimension());
    differ(differences, "rows", marker.rows(), asked.rows());
    differ(
        differences,
        "format",
        format(listed(ExportFolder.NPY), listed(ExportFolder.PARQUET + "/")),
        format(npy, parquet));
    return differences.isEmpty()
        ? damage()
        : " as another export: " + String.join(", ", differences);
  }

  private static void differ(List<String> differences, String key, Object there, Object asked) {
    if (!Objects.equals(there, asked)) {
      differences.add("%s = %s there, %s asked".formatted(key, there, asked));
    }
  }

  private boolean listed(String start) {
    return marker.files().stream().anyMatch(file -> file.path().startsWith(start));
  }

  private static String format(boolean npy, boolean parquet) {
    return npy && parquet ? "both" : npy ? "npy" : parquet ? "parquet" : "none";
  }

  /** Lengths alone: a retry should not read again what may be many gigabytes. */
  private String damage() throws IOException {
    Map<String, Long> found = new TreeMap<>();
    list(folder, "", found);
    found.remove(EmbeddingsMarker.FILE_NAME);
    for (ExportedFile file : marker.files()) {
      Long bytes = found.remove(file.path());
      if (bytes == null) {
        return " but is damaged: %s is missing".formatted(file.path());
      }
      if (bytes != file.bytes()) {
        return " but is damaged: %s has %s bytes, %s says %s"
            .formatted(file.path(), bytes, EmbeddingsMarker.FILE_NAME, file.bytes());
      }
    }
    // Spark would read a file more in parquet/ as a part of the table.
    return found.isEmpty()
        ? null
        : " but is damaged: %s does not list %s"
            .formatted(EmbeddingsMarker.FILE_NAME, found.keySet().iterator().next());
  }

  /** Puts what readers see below the folder: no checksums of a local disk, nothing staged. */
  private void list(Path place, String prefix, Map<String, Long> found) throws IOException {
    for (FileStatus child : fs.listStatus(place)) {
      String name = prefix + child.getPath().getName();
      if (child.getPath().getName().matches("[._].*")) {
        continue;
      }
      if (child.isDirectory()) {
        list(child.getPath(), name + "/", found);
      } else {
        found.put(name, child.getLen());
      }
    }
  }
}
