/** Scheduled batch retraining: one run at a time, a registry of models, and the champion. */
package org.histloss.retraining;
