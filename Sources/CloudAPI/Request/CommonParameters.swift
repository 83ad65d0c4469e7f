// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// What every request says of itself, whatever the action (reference: api3-protocol, 2.1).
package struct CommonParameters: Hashable, Sendable {
    package let action: String
    package let version: String
    package let timestamp: Timestamp
    /// Empty when not given.
    package let region: String
    /// What comes with temporary keys; empty when not given.
    package let token: String

    /// Those of a request signed in its headers; throws `MissingParameter` with the parameter's name.
    package init(_ request: HTTPRequest) throws(APIFault) {
        try self.init { request.value(of: "x-tc-\($0.lowercased())") }
    }

    /// Those of a query or form; throws `MissingParameter` with the parameter's name.
    package init(_ fields: FormFields) throws(APIFault) {
        try self.init { fields[$0] }
    }

    private init(_ value: (String) -> String?) throws(APIFault) {
        action = try value("Action").required("Action")
        version = try value("Version").required("Version")
        timestamp = try Timestamp(value("Timestamp").required("Timestamp"))
        region = value("Region") ?? ""
        token = value("Token") ?? ""
    }
}

extension HTTPRequest {
    /// The first header of a name in lower case; `host` is the Host header as received, whatever is in it.
    package func value(of name: String) -> String? {
        name == "host" ? authority : headerFields.first { $0.name.canonicalName == name }?.value
    }
}

extension String? {
    /// The text; throws `MissingParameter` when there is none, or an empty one.
    package func required(_ name: String) throws(APIFault) -> String {
        guard let self, !self.isEmpty else { throw .missing(name) }
        return self
    }
}
