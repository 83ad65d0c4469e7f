// SPDX-License-Identifier: Apache-2.0

/// The three names that tell a recording rule from all others (reference: recording-api, section 7).
package struct RuleNames: Hashable, Sendable {
    /// Bytes of a name; no push with a longer one is ever admitted.
    private static let maximumLength = 1_024

    private let domainName: String
    private let appName: String?
    private let streamName: String?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        appName = try parameters.string("AppName")
        streamName = try parameters.string("StreamName")
    }

    /// The names, the domain in lower case; an absent one is empty, which stands for all.
    ///
    /// Throws `InvalidParameter` and `InvalidParameter.DomainFormatError`.
    package func checked() throws(APIFault) -> (domain: String, application: String, stream: String) {
        let domain: String
        do {
            domain = try DomainName.checked(domainName)
        } catch {
            // Of the two faults of a name the rules' actions list one.
            throw APIFault(.domainFormat, error.message)
        }
        for (name, value) in [("AppName", appName ?? ""), ("StreamName", streamName ?? "")] {
            guard value.utf8.count <= Self.maximumLength,
                value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
            else { throw .value(value.prefix(64), of: name, code: .invalidParameter) }
        }
        return (domain, appName ?? "", streamName ?? "")
    }
}
