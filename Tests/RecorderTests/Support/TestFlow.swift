// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Counts how often its stream is held back.
final class TestFlow: FlowControl {
    private(set) var holds = 0
    private(set) var releases = 0

    func hold() { holds += 1 }
    func release() { releases += 1 }
}
