package org.histloss.retraining.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.histloss.report.history.HistoryEntry;

/**
 * {@code champion.json}: the version that consumers use. It is replaced by one rename, after all
 * that it names is in place.
 *
 * @param formatVersion of this file: 1
 * @param version name of the version
 * @param model its model folder, relative to the registry
 * @param parametersSha256 of the model's parameters
 * @param generation of the lock under which the pointer moved
 * @param predecessor the champion before, or null
 * @param entry the move's line of the history, so that a process killed before it wrote that line
 *     loses nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Champion(
    int formatVersion,
    String version,
    String model,
    String parametersSha256,
    long generation,
    String predecessor,
    HistoryEntry entry) {}
