// SPDX-License-Identifier: Apache-2.0

package import Logging
package import RecordingModel

/// What the API works with.
package struct CloudAPIDependencies: Sendable {
    package var catalogue: any Catalogue
    package var orders: any RecordingOrders
    package var streams: any LiveStreams
    package var media: any MediaFiles
    package var clock: any WallClock
    package var credentials: Credentials
    /// The base of the URLs handed out.
    package var publicURL: String
    /// Whether the documented requests per second are enforced.
    package var rateLimits: Bool
    package var logger: Logger
    /// What the operator says of the account.
    package var account: Account

    package init(
        catalogue: any Catalogue, orders: any RecordingOrders, streams: any LiveStreams, media: any MediaFiles,
        clock: any WallClock, credentials: Credentials, publicURL: String, rateLimits: Bool,
        logger: Logger, account: Account = Account()
    ) {
        self.catalogue = catalogue
        self.orders = orders
        self.streams = streams
        self.media = media
        self.clock = clock
        self.credentials = credentials
        self.publicURL = publicURL
        self.rateLimits = rateLimits
        self.logger = logger
        self.account = account
    }
}
