// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// `X-TC-Timestamp`: its number, and its text, which is what was signed.
package struct Timestamp: Hashable, Sendable {
    package let text: String
    /// Unix time.
    package let seconds: Int64

    /// Throws `InvalidParameter` when the text is not a plausible whole number.
    package init(_ text: String) throws(APIFault) {
        // Eleven digits reach to the year 5138, and no arithmetic with them overflows.
        guard text.utf8.count <= 11, text.utf8.allSatisfy(\.isASCIIDigit), let seconds = Int64(text) else {
            throw APIFault(.invalidParameter, "Parameter `Timestamp` type error.")
        }
        self.text = text
        self.seconds = seconds
    }
}

/// What every request says of itself, whatever the action (reference: api3-protocol, 2.1).
package struct CommonParameters: Hashable, Sendable {
    package let action: String
    package let version: String
    package let timestamp: Timestamp
    /// The `Authorization` header as sent.
    package let authorization: String

    /// Throws `MissingParameter` with the parameter's name.
    package init(_ request: HTTPRequest) throws(APIFault) {
        action = try request.required("x-tc-action", as: "Action")
        version = try request.required("x-tc-version", as: "Version")
        timestamp = try Timestamp(request.required("x-tc-timestamp", as: "Timestamp"))
        authorization = try request.required("authorization", as: "Authorization")
    }
}

extension HTTPRequest {
    /// The first header of a name in lower case; `host` is the Host header as received, whatever is in it.
    package func value(of name: String) -> String? {
        name == "host" ? authority : headerFields.first { $0.name.canonicalName == name }?.value
    }

    fileprivate func required(_ name: String, as parameter: String) throws(APIFault) -> String {
        guard let value = value(of: name), !value.isEmpty else { throw .missing(parameter) }
        return value
    }
}
