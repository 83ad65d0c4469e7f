// SPDX-License-Identifier: Apache-2.0

import AMF

/// The information object of `onStatus` and of answers to calls (RTMP 1.0, 7.2.2).
struct StatusInfo: Hashable, Sendable {
    var isError: Bool
    /// Such as `NetStream.Publish.Start`.
    var code: String
    /// A sentence for people.
    var description: String

    init(isError: Bool = false, _ code: String, _ description: String) {
        self.isError = isError
        self.code = code
        self.description = description
    }

    /// Reads the object of an answer; members that are missing are empty.
    init(_ value: AMFValue?) {
        isError = value?["level"]?.text == "error"
        code = value?["code"]?.text ?? ""
        description = value?["description"]?.text ?? ""
    }

    var properties: [AMFProperty] {
        [
            AMFProperty("level", .string(isError ? "error" : "status")),
            AMFProperty("code", .string(code)),
            AMFProperty("description", .string(description)),
        ]
    }

    var value: AMFValue { .object(properties) }
}
