package org.histloss.retraining.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.histloss.report.history.HistoryEntry;

/**
 * {@code version.json}: the marker that makes a version's folder whole, written last of all its
 * files. Only an evaluated challenger gets one.
 *
 * @param formatVersion of this file: 1
 * @param entry what its run found, and what the gate said
 * @param request what its run set out to do
 * @param parametersSha256 of its model
 * @param files SHA-256 of what consumers read, by path relative to the version's folder
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Version(
    int formatVersion,
    HistoryEntry entry,
    RunRequest request,
    String parametersSha256,
    Map<String, String> files) {}
