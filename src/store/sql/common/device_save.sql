INSERT INTO sign_in_device (token, device, address) VALUES ($1, $2, $3)
