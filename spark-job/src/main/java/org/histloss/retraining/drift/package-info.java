/** How far distributions have moved between two runs. */
package org.histloss.retraining.drift;
