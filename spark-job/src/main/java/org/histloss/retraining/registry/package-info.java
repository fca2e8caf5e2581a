/** What a registry holds: versions, the champion, the history, and whether all of it agrees. */
package org.histloss.retraining.registry;
