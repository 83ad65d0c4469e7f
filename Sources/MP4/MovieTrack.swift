// SPDX-License-Identifier: Apache-2.0

import Media

/// One track of a movie: one codec, whose parameters may change.
struct MovieTrack: Sendable {
    let id: UInt32
    var clock: SampleClock
    /// The sample entries, in the order in which they came.
    private(set) var configurations: [CodecConfiguration]
    /// The number of the sample entry that packets have now, from 1.
    private(set) var description = 1
    /// How many of the entries have a packet; only the last may have none.
    private var usedCount = 0
    var table = SampleTable()

    init(id: UInt32, configuration: CodecConfiguration) {
        self.id = id
        clock = SampleClock(configuration)
        configurations = [configuration]
    }

    var kind: MediaKind { configurations[0].kind }
    var codecName: String { configurations[0].name }

    /// Takes a configuration for the packets to come; one that was there before has its entry still.
    mutating func use(_ configuration: CodecConfiguration) {
        clock.note(configuration)
        if configurations.count > usedCount { configurations.removeLast() }
        if let known = configurations.firstIndex(of: configuration) {
            description = known + 1
        } else {
            configurations.append(configuration)
            description = configurations.count
        }
    }

    /// Notes that a packet came with the current configuration.
    mutating func notePacket() {
        usedCount = max(usedCount, description)
    }
}
