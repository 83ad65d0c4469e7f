// SPDX-License-Identifier: Apache-2.0

/// What every notification of this server says of where it comes from.
package struct CallbackOrigin: Hashable, Sendable {
    /// `appid`: the account's APPID, a number that receivers route by.
    package var appID: Int
    /// `node`: the address that publishers reach this server at.
    package var node: String
    /// The base of every URL handed out, `http://127.0.0.1:8080` for instance.
    package var publicURL: String

    package init(appID: Int = 1_300_000_001, node: String, publicURL: String) {
        self.appID = appID
        self.node = node
        self.publicURL = publicURL
    }
}
