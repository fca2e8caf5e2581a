/** On whom a challenger is trained: identities that its champion knows, and new ones. */
package org.histloss.retraining.learning;
