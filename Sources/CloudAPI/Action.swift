// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// What an action is called, how often it may be, and the errors that its document lists.
package struct ActionDefinition: Hashable, Sendable {
    /// `X-TC-Action`, exactly.
    package var name: String
    package var service: Service
    /// Calls that the account may make in one second (reference: api3-protocol, section 9).
    package var requestsPerSecond: Int
    /// Where it is served.
    package var regions = RegionList.any
    /// The codes that it answers beside those of every call, sorted.
    package var errors: [ErrorCode] = []
    /// The codes that its document lists; those that nothing here causes come with `--api-faults` alone.
    package var documentedErrors: Set<ErrorCode>
    /// What its values have to keep to, a sentence each.
    package var limits: [String] = []

    /// Every code that a call of this action can be answered with.
    package var allErrors: Set<ErrorCode> {
        Set(errors).union(ErrorCode.common).union(service.accountErrors)
    }
}

/// One action of the API: a value of this type is a request whose parameters have the right names and types.
package protocol Action: Sendable {
    /// What it is called.
    static var definition: ActionDefinition { get }

    /// Takes the parameters that the action has; the caller refuses what is left.
    init(_ parameters: inout Parameters) throws(APIFault)

    /// Checks values, does what is asked and gives the members of the answer.
    ///
    /// Throws `APIFault` for what the caller may do something about; anything else is answered with `InternalError`.
    func run(in context: ActionContext) async throws -> JSONObject
}

/// What actions work with.
package struct ActionContext: Sendable {
    package var catalogue: any Catalogue
    package var orders: any RecordingOrders
    package var streams: any LiveStreams
    package var media: any MediaFiles
    /// The base of the URLs handed out.
    package var publicURL: String
    /// When the request was received.
    package var now: WallTime
    /// What the operator says of the account.
    package var account: Account

    package init(
        catalogue: any Catalogue, orders: any RecordingOrders, streams: any LiveStreams, media: any MediaFiles,
        publicURL: String, now: WallTime, account: Account = Account()
    ) {
        self.catalogue = catalogue
        self.orders = orders
        self.streams = streams
        self.media = media
        self.publicURL = publicURL
        self.now = now
        self.account = account
    }
}
