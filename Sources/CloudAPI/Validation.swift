// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

extension WallTime {
    /// The last second of the year 9999; no time of the API lies behind it.
    private static let lastSecond: UInt64 = 253_402_300_799

    /// A parameter that is a unix time; throws `InvalidParameter` when no calendar reaches it.
    package static func parameter(_ seconds: UInt64, _ name: String) throws(APIFault) -> WallTime {
        guard seconds <= lastSecond else { throw .value(seconds, of: name, code: .invalidParameter) }
        return .seconds(Int64(seconds))
    }
}

extension StreamKey {
    /// Bytes of a name; no push with a longer one is ever admitted.
    private static let maximumNameLength = 1_024

    /// The stream that `DomainName`, `AppName` and `StreamName` mean; throws `InvalidParameter`.
    package static func parameters(
        domain: String, application: String, stream: String
    ) throws(APIFault) -> StreamKey {
        for (name, value) in [("DomainName", domain), ("AppName", application), ("StreamName", stream)] {
            guard !value.isEmpty, value.utf8.count <= maximumNameLength,
                value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
            else { throw .value(value.prefix(64), of: name, code: .invalidParameter) }
        }
        return StreamKey(domain: domain, application: application, stream: stream)
    }
}

extension String {
    /// Whether this is made of Chinese characters, letters, digits, `_` and `-`, as names of templates must be.
    package var isTemplateName: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    ? scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
                        || scalar == "-"
                    : scalar.properties.isIdeographic
            }
    }
}

extension Optional where Wrapped == Int64 {
    /// A parameter that is 0 or 1; absent is 0.
    ///
    /// Throws `InvalidParameterValue`.
    package func isOn(_ name: String) throws(APIFault) -> Bool {
        switch self {
        case nil, 0: false
        case 1: true
        case .some(let value): throw .value(value, of: name, rule: "It must be 0 or 1.")
        }
    }
}

extension Optional where Wrapped == String {
    /// The text, unless it is empty: clients send empty texts for parameters they do not use.
    package var given: String? { flatMap { $0.isEmpty ? nil : $0 } }
}

extension Bool {
    /// How the API writes it where it wants a number.
    package var number: JSONValue { self ? 1 : 0 }
}
