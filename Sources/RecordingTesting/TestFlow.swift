// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// Counts how often its stream is held back.
package final class TestFlow: FlowControl {
    package private(set) var holds = 0
    package private(set) var releases = 0

    package init() {}

    package func hold() { holds += 1 }
    package func release() { releases += 1 }
}
