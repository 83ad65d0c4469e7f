// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Counts how often its stream is held back.
package final class TestFlow: FlowControl {
    package private(set) var holds = 0
    package private(set) var releases = 0

    package init() {}

    func hold() { holds += 1 }
    func release() { releases += 1 }
}
