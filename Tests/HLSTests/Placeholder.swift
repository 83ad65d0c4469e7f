// SPDX-License-Identifier: Apache-2.0
// Placeholder; deleted with the first real file.
