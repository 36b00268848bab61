package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"foyer/assets"
	"foyer/client/atomicfile"
)

// scriptLimit is how long PowerShell may take. The first time after the start of the system takes it seconds.
const scriptLimit = 30 * time.Second

// Center shows one notification at a time: what is new takes the place of what is shown. Open makes one, Close ends it.
type Center struct{ *toaster }

// Open tells Windows the app's name and icon, which it shows with a notification. Buttons need package applink's registration. It never
// fails, so that Fyne's notifications need not do: Fyne writes their text into a script, which runs what a guest has put into a name.
func Open(_ context.Context, appID, name string) (*Center, error) {
	if err := register(appID, name); err != nil {
		slog.Warn("notifications have another name than the app's", "error", err)
	}
	return &Center{newToaster(appID, powershell)}, nil
}

// register introduces the app, which has no installer that would, to this user's Windows.
func register(appID, name string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, `Software\Classes\AppUserModelId\`+appID, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("introduce the app to Windows: %w", err)
	}
	defer key.Close()
	icon, err := iconFile()
	if err == nil {
		err = key.SetStringValue("IconUri", icon)
	}
	return errors.Join(key.SetStringValue("DisplayName", name), err)
}

// iconFile puts the app's icon where Windows can read it.
func iconFile() (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the icon: %w", err)
	}
	file := filepath.Join(folder, "foyer", "foyer.png")
	return file, atomicfile.Write(file, assets.Icon())
}

// powershell runs a script without a window.
func powershell(script string, env ...string) error {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return fmt.Errorf("find PowerShell: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), scriptLimit)
	defer cancel()
	program := filepath.Join(system, "WindowsPowerShell", "v1.0", "powershell.exe")
	cmd := exec.CommandContext(ctx, program, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script)
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run PowerShell: %w: %s", err, said)
	}
	return nil
}
