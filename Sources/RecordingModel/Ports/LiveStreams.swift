// SPDX-License-Identifier: Apache-2.0

/// The pushes that are live, and what can be done to them.
package protocol LiveStreams: Sendable {
    /// Every live push, by its begin.
    func publications() async -> [Publication]
    /// Cuts the live pushes that match, with the code that tells why; returns when they have been told.
    func end(where matches: @Sendable (StreamKey) -> Bool, code: StopCode) async
}
