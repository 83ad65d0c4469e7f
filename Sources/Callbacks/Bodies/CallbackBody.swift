// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Media
package import RecordingModel

/// The JSON text that a notification posts: the event's fields, and `t` and `sign` when the template has a key.
package struct CallbackBody: Hashable, Sendable {
    /// An object without `t` and `sign`, its members sorted; it is never empty.
    package let text: String

    /// Makes the body of an event.
    package init(_ event: RecordingEvent, from origin: CallbackOrigin) throws {
        let fields: any Encodable =
            switch event {
            case .pushBegan(let publication):
                PushBody(began: publication, from: origin)
            case .pushEnded(let publication, let time, let code, let resolution):
                PushBody(ended: publication, at: time, code: code, resolution: resolution, from: origin)
            case .fileRecorded(let file):
                try FileRecordedBody(file, from: origin)
            case .recordingStatus(let status):
                try RecordingStatusBody(status, from: origin)
            case .recordingException(let exception):
                RecordingExceptionBody(exception, from: origin)
            }
        text = String(decoding: try JSONEncoder.callbacks.encode(fields), as: UTF8.self)
    }

    /// Takes the text of a body up again.
    package init(text: String) {
        self.text = text
    }

    /// The text to post at a time, in UTF-8; an empty key leaves it unsigned, as real receivers see it.
    package func json(key: String, at now: WallTime) -> [UInt8] {
        guard !key.isEmpty else { return [UInt8](text.utf8) }
        let signature = CallbackSignature(key: key, sentAt: now)
        return [UInt8]("\(text.dropLast()),\"sign\":\"\(signature.sign)\",\"t\":\(signature.t)}".utf8)
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
