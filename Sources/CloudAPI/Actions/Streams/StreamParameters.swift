// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// The stream that an action is about: `AppName`, `DomainName` and `StreamName`, all required.
struct StreamParameters {
    private let appName: String
    private let domainName: String
    private let streamName: String

    init(_ parameters: inout Parameters) throws(APIFault) {
        appName = try parameters.requiredString("AppName")
        domainName = try parameters.requiredString("DomainName")
        streamName = try parameters.requiredString("StreamName")
    }

    /// The stream that is meant; throws `InvalidParameter`.
    func key() throws(APIFault) -> StreamKey {
        try .parameters(domain: domainName, application: appName, stream: streamName)
    }
}

extension Optional where Wrapped == String {
    /// The text, unless it is empty: clients send empty texts for filters that they do not use.
    var filter: String? { flatMap { $0.isEmpty ? nil : $0 } }
}
