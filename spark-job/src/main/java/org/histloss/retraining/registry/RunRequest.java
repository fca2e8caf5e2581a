package org.histloss.retraining.registry;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * {@code request.json}: what a run set out to do, written before anything else of it. A run that
 * was killed is gone on with where the next one sets out to do the same.
 *
 * @param id of the run and of the version that it makes
 * @param dataVersion {@code datasetVersion} that it is trained on
 * @param schemaVersion of the data set
 * @param champion the version that is challenged, or null
 * @param fromScratch whether training begins with fresh parameters
 * @param settingsSha256 of the settings and of what decides about retraining
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRequest(
    String id,
    String dataVersion,
    int schemaVersion,
    String champion,
    boolean fromScratch,
    String settingsSha256) {}
