// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Lists domains, page by page (reference: companion-api, section 1).
package struct DescribeLiveDomains: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveDomains", service: .live, requestsPerSecond: 500, errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.domains.union([
            .callOtherServiceFailed, .internalDatabaseConnection, .internalAccountID, .emptyData, .invalidUser,
        ]),
        limits: [
            "`DomainStatus` and `DomainType` are 0 or 1, `PlayType` 1 to 3, `PageSize` 10 to 100."
        ])

    private let status: UInt64?
    private let type: UInt64?
    private let page: Page
    private let isDelayLive: UInt64?
    private let prefix: String?
    private let playType: UInt64?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        status = try parameters.integer("DomainStatus")
        type = try parameters.integer("DomainType")
        page = try Page(&parameters)
        isDelayLive = try parameters.integer("IsDelayLive")
        prefix = try parameters.string("DomainPrefix")
        playType = try parameters.integer("PlayType")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        try checkValues()
        let (offset, size) = try page.checked(numbers: 1...100_000, sizes: 10...100)
        let domains = try await context.catalogue.domains()
        let matching = domains.filter(matches)
        let played = domains.filter { $0.purpose == .play && $0.isEnabled }
        return [
            "AllCount": .integer(matching.count),
            "DomainList": .list(
                matching.dropFirst(offset).prefix(size).map { $0.json(publicURL: context.publicURL) }),
            "CreateLimitCount": .integer(max(0, AddLiveDomain.quota - domains.count)),
            "PlayTypeCount": .list((1...3).map { type in .integer(played.count { $0.playType == type }) }),
        ]
    }

    private func checkValues() throws(APIFault) {
        for (name, value) in [("DomainStatus", status), ("DomainType", type), ("IsDelayLive", isDelayLive)] {
            if let value, value > 1 { throw .value(value, of: name, rule: "It must be 0 or 1.") }
        }
        if let playType, !(1...3).contains(playType) {
            throw .value(playType, of: "PlayType", rule: "It must be 1 to 3.")
        }
    }

    /// Domains of delayed streams are listed only when they are asked for; `PlayType` counts for play domains alone.
    private func matches(_ domain: PushDomain) -> Bool {
        (status.map { ($0 == 1) == domain.isEnabled } ?? true)
            && (type.map { $0 == UInt64(domain.purpose.rawValue) } ?? true)
            && domain.isDelayLive == (isDelayLive == 1)
            && domain.name.hasPrefix((prefix ?? "").lowercased())
            && (playType.map { type != 1 || $0 == UInt64(domain.playType) } ?? true)
    }
}
