package telecom

// Role is the access group of who sits at the desk. The portal stays the authority: a role only says what this desk
// offers.
type Role string

// The access groups of the portal. Without one nothing is offered.
const (
	RoleNone          Role = ""
	RoleAdministrator Role = "administrator"
	RoleContributor   Role = "contributor"
	RoleAccounts      Role = "accountManager"
	RoleDelivery      Role = "deliveryTeam"
	RoleViewer        Role = "viewer"
	RoleOperator      Role = "operator"
)

// Roles lists every access group once.
func Roles() []Role {
	return []Role{RoleAdministrator, RoleContributor, RoleAccounts, RoleDelivery, RoleViewer, RoleOperator}
}

// Reviews says whether a role acts on subscription requests. Operators are named nowhere: they view.
func (r Role) Reviews() bool {
	switch r {
	case RoleAdministrator, RoleContributor, RoleAccounts, RoleDelivery:
		return true
	}
	return false
}
