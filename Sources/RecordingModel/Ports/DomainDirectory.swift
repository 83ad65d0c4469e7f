// SPDX-License-Identifier: Apache-2.0

/// The part of the catalogue that lists and changes domains.
package protocol DomainDirectory: Sendable {
    /// Every domain, by the time at which it was added and its name; there are never many.
    func domains() async throws -> [PushDomain]
    /// Opens a domain to new pushes, or closes it to them.
    /// - Returns: false when there is no such domain.
    func setDomain(named name: String, isEnabled: Bool) async throws -> Bool
    /// Forgets a domain.
    /// - Returns: false when there was none of this name and purpose.
    func deleteDomain(named name: String, purpose: PushDomain.Purpose) async throws -> Bool
}
