// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RTMP

/// One connection and how far it has come.
///
/// It goes forward only, through the phases in their order. There is our own fault alone to assert: media in any
/// phase but ``Phase/publishing``. The peer's faults end it with a reason in the report.
final class Publication {
    enum Phase {
        /// Its time to begin hasn't come.
        case waiting
        case connecting
        /// From the handshake to the server's word.
        case negotiating
        case publishing
        /// The end was said, or is about to be.
        case ending
        case ended
    }

    let number: Int
    var phase = Phase.waiting
    var socket: Socket?
    /// Which of the host's addresses is tried.
    var endpointIndex = 0
    var session: ClientSession
    /// What the session has said and the system hasn't taken.
    var commands = ByteBuffer()
    /// When its turn is; entries of the queue with other times have lapsed.
    var turn: UInt64 = 0
    /// When the first message was due, in nanoseconds of the monotonic clock.
    var beginning: UInt64 = 0
    /// The next message.
    var place = Programme.Place()
    /// Bytes of it that the system has taken.
    var sentBytes = 0
    /// What the message is stamped with.
    var microseconds: UInt64 = 0
    /// Whether the system takes no more for now.
    var isBlocked = false
    var isLate = false

    /// Nanoseconds after which a packet is late, and after which a server that takes nothing is given up.
    static let lateLimit: UInt64 = 5_000_000_000
    /// Nanoseconds that the server has to accept a publication, and to see its end.
    static let answerLimit: UInt64 = 10_000_000_000

    init(number: Int, session: ClientSession) {
        self.number = number
        self.session = session
    }
}

@available(*, unavailable)
extension Publication: Sendable {}
