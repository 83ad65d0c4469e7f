// SPDX-License-Identifier: Apache-2.0

/// What became of a push.
package struct PushReport: Encodable, Hashable, Sendable {
    /// How many connections ended for one reason.
    package struct Failure: Encodable, Hashable, Sendable {
        package enum Kind: String, Encodable, Hashable, Sendable {
            /// The server answered that it doesn't want the stream.
            case refused
            /// There was no connection, or no more.
            case lost
        }

        package var kind: Kind
        package var reason: String
        package var connections: Int
    }

    /// Milliseconds from the time at which a packet was due until the system had all of it.
    package struct Lateness: Encodable, Hashable, Sendable {
        package var median: Double
        package var percentile99: Double
        package var maximum: Double
    }

    /// Those that were asked for.
    package var connections = 0
    /// Those that the server accepted.
    package var published = 0
    package var refused = 0
    package var lost = 0
    /// Those of which a packet left more than ``Publication/lateLimit`` late, or not at all.
    package var late = 0
    /// Messages of sound, picture and metadata.
    package var packets = 0
    /// Bytes that the system took, chunk headers and commands included.
    package var bytes = 0
    /// From the first connection's beginning to the last one's end.
    package var seconds = 0.0
    /// Processor time of this program meanwhile.
    package var cpuSeconds = 0.0
    package var latenessMilliseconds = Lateness(median: 0, percentile99: 0, maximum: 0)
    package var failures: [Failure] = []

    /// Whether all went as it was asked for.
    package var isFaultless: Bool { refused == 0 && lost == 0 }

    package mutating func add(_ kind: Failure.Kind, _ reason: String) {
        switch kind {
        case .refused: refused += 1
        case .lost: lost += 1
        }
        if let index = failures.firstIndex(where: { $0.kind == kind && $0.reason == reason }) {
            failures[index].connections += 1
        } else {
            failures.append(Failure(kind: kind, reason: reason, connections: 1))
        }
    }
}
