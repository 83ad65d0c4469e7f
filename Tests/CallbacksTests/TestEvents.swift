// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting

/// The world's clock, which runs as the manual one does from 2026-01-01T00:00:00Z.
struct TestWallClock: WallClock {
    var clock: ManualClock

    var now: WallTime {
        .seconds(1_767_225_600 + clock.now.offset.components.seconds)
    }
}

extension RecordingEvent {
    /// A push of a stream, told apart by its sequence.
    static func begin(_ stream: String, _ sequence: UInt64 = 1, application: String = "live") -> RecordingEvent {
        .pushBegan(publication(stream, sequence, application))
    }

    static func end(_ stream: String, _ sequence: UInt64 = 1, application: String = "live") -> RecordingEvent {
        .pushEnded(
            publication(stream, sequence, application), at: .seconds(1_767_225_600), code: .clientEnded,
            resolution: nil)
    }

    private static func publication(_ stream: String, _ sequence: UInt64, _ application: String) -> Publication {
        Publication(
            id: PublicationID(number: sequence),
            key: StreamKey(domain: "push.example.org", application: application, stream: stream),
            begun: .seconds(1_767_225_600), clientAddress: "127.0.0.1", parameters: "")
    }
}

extension RecordingStatus {
    static let test = RecordingStatus(
        .started, key: StreamKey(domain: "push.example.org", application: "live", stream: "room42"),
        cause: .order(taskID: "Uabc"),
        sessionID: "2918000000000000001", format: .hls, time: .seconds(1_767_225_602),
        sequence: 3_266_000_000_000_000_001)
}

extension RecordingException {
    static let test = RecordingException(
        .writeError, detail: "no space left",
        key: StreamKey(domain: "push.example.org", application: "live", stream: "room42"),
        sessionID: "2918000000000000001", format: .hls, time: .seconds(1_767_225_602))
}
