// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Media
package import RecordingModel

/// The JSON text that a notification posts: the event's fields, and `t` and `sign` when the template has a key.
package struct CallbackBody: Hashable, Sendable {
    private enum Fields: Hashable, Sendable {
        case push(PushBody)
        case fileRecorded(FileRecordedBody)
        case recordingStatus(RecordingStatusBody)
        case recordingException(RecordingExceptionBody)
    }

    private var fields: Fields

    /// Makes the body of an event.
    package init(_ event: RecordingEvent, from origin: CallbackOrigin) throws {
        fields =
            switch event {
            case .pushBegan(let publication):
                .push(PushBody(began: publication, from: origin))
            case .pushEnded(let publication, let time, let code, let resolution):
                .push(PushBody(ended: publication, at: time, code: code, resolution: resolution, from: origin))
            case .fileRecorded(let file):
                .fileRecorded(try FileRecordedBody(file, from: origin))
            case .recordingStatus(let status):
                .recordingStatus(try RecordingStatusBody(status, from: origin))
            case .recordingException(let exception):
                .recordingException(RecordingExceptionBody(exception, from: origin))
            }
    }

    /// The text to post at a time, in UTF-8; an empty key leaves it unsigned, as real receivers see it.
    package func json(key: String, at now: WallTime) throws -> [UInt8] {
        let signature = key.isEmpty ? nil : CallbackSignature(key: key, sentAt: now)
        return [UInt8](try JSONEncoder.callbacks.encode(Signed(fields: fields, signature: signature)))
    }

    /// Both write into one object.
    private struct Signed: Encodable {
        var fields: Fields
        var signature: CallbackSignature?

        func encode(to encoder: any Encoder) throws {
            switch fields {
            case .push(let body): try body.encode(to: encoder)
            case .fileRecorded(let body): try body.encode(to: encoder)
            case .recordingStatus(let body): try body.encode(to: encoder)
            case .recordingException(let body): try body.encode(to: encoder)
            }
            try signature?.encode(to: encoder)
        }
    }
}

extension JSONEncoder {
    /// Sorted, so that one event is always the same text.
    static var callbacks: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
